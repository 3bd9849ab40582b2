import type { Layout } from "@weightcast/zoo";
import type { PlannedNetwork } from "../population/planned-network.js";
import type { TrainedNetwork } from "./trained-network.js";

/** Trains the networks of one population. */
export interface PopulationTrainer {
  /** Of every network's weights. */
  readonly layout: Layout;
  /** How many networks it trains at the same time. */
  readonly lanes: number;
  /**
   * @param onSamples told now and then of how many more samples were trained on
   * @throws when it is stopped
   */
  train(network: PlannedNetwork, onSamples: (samples: number) => void): Promise<TrainedNetwork>;
  /** Ends what is at work, and lets go of workers and memory. */
  stop(): Promise<void>;
}
