import type { PlannedNetwork } from "../population/planned-network.js";

/** What is measured of a network at a checkpoint. Losses include the L2 term. */
export interface CheckpointMetrics {
  /** Epochs done. */
  readonly step: number;
  readonly testAccuracy: number;
  readonly testLoss: number;
  /** On whole batches of the network's own training images. */
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
  /** [checkpoints, parameters] f32. */
  readonly weights: Float32Array;
}
