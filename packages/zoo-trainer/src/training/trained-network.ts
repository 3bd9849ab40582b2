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

export interface NetworkMetrics {
  readonly network: number;
  /** In ascending order of the step; after a loss that was NaN there are no more. */
  readonly checkpoints: readonly CheckpointMetrics[];
}

export interface TrainedNetwork extends NetworkMetrics {
  /** [checkpoints, parameters] f32. */
  readonly weights: Float32Array;
}
