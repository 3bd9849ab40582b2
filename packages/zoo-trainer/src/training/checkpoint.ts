import type { PlannedNetwork } from "../population/planned-network.js";

/** The metrics of a network at a checkpoint, by the names of a zoo's columns. Losses include the L2 term. */
export interface CheckpointMetrics {
  readonly test_accuracy: number;
  readonly test_loss: number;
  /** The accuracy on the network's training images, as far as they fill whole batches. */
  readonly train_accuracy: number;
  readonly train_loss: number;
  /** The columns of the measures that were asked for. */
  readonly [measured: string]: number;
}

/** A network at a step of its training, without its weights. */
export interface MeasuredCheckpoint {
  /** The number of epochs trained so far. */
  readonly step: number;
  readonly metrics: CheckpointMetrics;
}

/** A network at a step of its training. */
export interface Checkpoint extends MeasuredCheckpoint {
  /** [parameters] f32 in the order of the architecture's layout; the caller's to keep. */
  readonly weights: Float32Array;
}

/** A network's number and its metrics. */
export interface MeasuredNetwork {
  readonly network: number;
  /** The checkpoints in ascending order of the step; after a loss of NaN there are no more. */
  readonly checkpoints: readonly MeasuredCheckpoint[];
}

/** The values of a network in a zoo's metrics table. */
export interface NetworkMetrics extends MeasuredNetwork, PlannedNetwork {}

/** A trained network. */
export interface TrainedNetwork extends NetworkMetrics {
  /** The weights at the checkpoints: [checkpoints, parameters] f32. */
  readonly weights: Float32Array;
}

/** The names of the metrics that every checkpoint has, in the order of their columns. */
export const MEASURED_COLUMNS = ["test_accuracy", "test_loss", "train_accuracy", "train_loss"] as const;
