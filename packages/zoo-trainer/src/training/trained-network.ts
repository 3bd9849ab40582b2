import type { PlannedNetwork } from "../population/planned-network.js";

/** The metrics of a network at a checkpoint. Losses include the L2 term. */
export interface CheckpointMetrics {
  /** The number of epochs trained so far. */
  readonly step: number;
  readonly testAccuracy: number;
  readonly testLoss: number;
  /** The accuracy on the network's training images, as far as they fill whole batches. */
  readonly trainAccuracy: number;
  readonly trainLoss: number;
}

/** A network's number and its metrics. */
export interface MeasuredNetwork {
  readonly network: number;
  /** The checkpoints in ascending order of the step; after a loss of NaN there are no more. */
  readonly checkpoints: readonly CheckpointMetrics[];
}

/** The values of a network in a zoo's metrics table. */
export interface NetworkMetrics extends MeasuredNetwork, PlannedNetwork {}

/** A trained network. */
export interface TrainedNetwork extends NetworkMetrics {
  /** The weights at the checkpoints: [checkpoints, parameters] f32. */
  readonly weights: Float32Array;
}
