import type { Prediction } from "@weightcast/networks";
import type { CheckpointMetrics } from "../training/checkpoint.js";

/** The observations of a network at a checkpoint from which measures are computed. */
export interface Evidence {
  /** Accuracies and losses. */
  readonly metrics: Pick<CheckpointMetrics, "test_accuracy" | "test_loss" | "train_accuracy" | "train_loss">;
  /** The classes that the network predicts of the test images, and their probabilities: [images]. */
  readonly predicted: Prediction;
  /** The true classes of the test images: [images] u8. */
  readonly labels: Uint8Array;
  readonly classes: number;
}

/** Something that is measured at each checkpoint beyond accuracies and losses, and becomes columns of the metrics table. */
export interface Measure<Name extends string = string> {
  /** In kebab case, by which it is asked for. */
  readonly name: Name;
  /** A description of the measure for people. */
  readonly help: string;
  /** The names of its columns for a data set of so many classes. */
  columns(classes: number): readonly string[];
  /** The value of each column; NaN where there is none, as of a class without test images. */
  measure(evidence: Evidence): readonly number[];
}
