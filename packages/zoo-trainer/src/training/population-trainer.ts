import type { Architecture } from "@weightcast/networks";
import type { PlannedNetwork } from "../population/planned-network.js";
import type { TrainedNetwork } from "./checkpoint.js";

/** Trains the networks of one population. */
export interface PopulationTrainer {
  /** The architecture of every network. */
  readonly architecture: Architecture;
  /** The number of networks that are trained at the same time. */
  readonly lanes: number;
  /**
   * @param onSamples called from time to time with the number of samples trained on since the last call
   * @throws when it is stopped
   */
  train(network: PlannedNetwork, onSamples: (samples: number) => void): Promise<TrainedNetwork>;
  /** Stops running trainings, and releases workers and memory. */
  stop(): Promise<void>;
}
