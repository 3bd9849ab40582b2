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

/** A network's number, and what was measured of it. */
export interface MeasuredNetwork {
  readonly network: number;
  /** In ascending order of the step; after a loss that was NaN there are no more. */
  readonly checkpoints: readonly CheckpointMetrics[];
}

/** What a zoo's metrics table says of a network. */
export interface NetworkMetrics extends MeasuredNetwork, PlannedNetwork {}

/** A network after its training. */
export interface TrainedNetwork extends NetworkMetrics {
  /** The weights at the checkpoints: [checkpoints, parameters] f32. */
  readonly weights: Float32Array;
}
