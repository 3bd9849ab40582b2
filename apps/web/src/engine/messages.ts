import type { ImageAnswers } from "@weightcast/features";
import type { Manifest, NetworkScore } from "@weightcast/predictors";
import type { Column, Runs, TensorEntry } from "@weightcast/zoo";
import type { PackedColumn } from "./packed-columns.js";

/** A zoo that the engine has opened, as the page gets it: everything but the weights. */
export interface OpenedZoo {
  /** The engine's number of the zoo. */
  readonly id: number;
  readonly name: string;
  readonly layout: readonly TensorEntry[];
  readonly columns: readonly (readonly [name: string, column: PackedColumn | Column])[];
  readonly runs: Runs;
}

/** A model that the engine has opened, at least as far as its predictions. */
export interface OpenedModel {
  /** The engine's number of the model. */
  readonly id: number;
  readonly name: string;
  readonly manifest: Manifest;
  /** Predictions that came with the model, for the zoo opened with it; null where there are none. */
  readonly predictions: StoredPredictions | null;
}

/** Sets of dreamt images. */
export interface Dreams {
  /** The names of the sets, such as `best`. */
  readonly bands: readonly string[];
  /** [bands * labels.length, height, width, channels] in [-1, 1], one set after another. */
  readonly images: Float32Array;
  readonly shape: ImageSides;
  /** The number of classes. */
  readonly classes: number;
  /** The class that each image of a set was dreamt for. */
  readonly labels: Int32Array;
}

/** The sides of an image in pixels, and its colour channels. */
export interface ImageSides {
  readonly height: number;
  readonly width: number;
  readonly channels: number;
}

/** Predictions for some rows of a zoo, in the order of `rows`. */
export interface PredictedPart {
  readonly rows: ArrayLike<number>;
  /** Predictions within the target's range; NaN where the weights are not finite. */
  readonly predicted: ArrayLike<number>;
  /** The ends of the 90 % intervals; NaN in a model without intervals. */
  readonly low: ArrayLike<number>;
  readonly high: ArrayLike<number>;
  /** Why a network is unlike those of training; null where it is not. */
  readonly flags: readonly (string | null)[];
}

/** Predictions in a file beside a model; a NaN is stored as null. */
export interface StoredPredictions {
  readonly rows: readonly number[];
  readonly predicted: readonly (number | null)[];
  readonly low: readonly (number | null)[];
  readonly high: readonly (number | null)[];
  readonly flags: readonly (string | null)[];
  /** For each row, 1 where the model has never seen the network's run. */
  readonly heldOut: readonly number[];
}

/** A model's predictions for networks in files. */
export interface NetworkScores {
  /** The metrics column that the model predicts. */
  readonly target: string;
  /** The best first. */
  readonly scores: readonly NetworkScore[];
}

/** The answers of networks in files to the dreamt images. */
export interface FileAnswers {
  /** The names of the networks: their files, and their rows where a file holds several. */
  readonly names: readonly string[];
  readonly answers: ImageAnswers;
}

/** The size of one tensor of a network. */
export interface TensorSpectrum {
  /** The name of the tensor in the layout. */
  readonly name: string;
  /** The root of the sum of squares; NaN where a weight is not finite. */
  readonly norm: number;
  /** Descending, those of each position of a convolution taken together; empty where a weight is not finite. */
  readonly singularValues: Float64Array;
}

/** A network that was trained on the page. */
export interface TrainedNetwork {
  /** The name of its run. */
  readonly name: string;
  /** Its values in columns of the metrics, `step` among them, one for each checkpoint. */
  readonly columns: readonly (readonly [name: string, values: readonly (number | string)[]])[];
  /** [checkpoints, parameters]. */
  readonly weights: Float32Array;
}

/** The images of a live dream after some step. */
export interface DreamtStep {
  readonly step: number;
  readonly steps: number;
  /** [images, height, width, channels] in [-1, 1]. */
  readonly images: Float32Array;
}
