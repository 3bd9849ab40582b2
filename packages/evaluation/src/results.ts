import type { Part } from "./splits/split-spec.js";

/** A number with the bounds of its 95% interval; null where it is not defined. */
export interface Estimate {
  readonly value: number | null;
  readonly low: number | null;
  readonly high: number | null;
}

/** Scores on test rows, each with its interval. */
export interface ScoreEstimates {
  readonly r2: Estimate;
  readonly mse: Estimate;
  readonly mad: Estimate;
  readonly tau: Estimate;
}

/** Points of a scatter plot; a sample of at most some thousands where there are more. */
export interface PointRecord {
  readonly x: readonly number[];
  readonly y: readonly number[];
}

/** A zoo that experiments ran on. */
export interface ZooRecord {
  /** Unique among the zoos of the results. */
  readonly name: string;
  /** The images that its networks were trained on, where its metrics say so. */
  readonly dataset: string | null;
  readonly fingerprint: string;
  readonly rows: number;
  readonly runs: number;
  readonly parameters: number;
  /** The largest step: how many epochs its networks were trained. */
  readonly epochs: number;
  /** Rows that the experiments use: one a run unless told otherwise, with finite weights and target. */
  readonly networks: number;
  readonly notFinite: number;
  /** Networks by test accuracy, in equal bins from 0 to 1. */
  readonly accuracyHistogram: readonly number[];
  /** x: train accuracy, y: test accuracy. Null where the zoo keeps no train accuracy. */
  readonly trainTest: PointRecord | null;
  /** x, y: largest less smallest bias of the first and of the last layer; `accuracy` of the same networks. */
  readonly biasRanges: PointRecord & { readonly accuracy: readonly number[] };
}

/** The R2 that the paper reports for a predictor on features. */
export interface PublishedScore {
  readonly collection: string;
  readonly r2: number;
  /** Whether data set, epochs and number of networks are the paper's, so that the two numbers may be compared. */
  readonly comparable: boolean;
}

/** How well predictions rank networks that share their hyperparameters. */
export interface StrataRecord {
  /** Kendall's tau over pairs within one stratum. */
  readonly tau: Estimate;
  readonly strata: number;
  readonly rows: number;
}

/** How far predictions move when the weights change but the network's function does not. */
export interface InvarianceRecord {
  readonly change: "permuted" | "rescaled";
  readonly networks: number;
  /** Of the absolute differences of the predictions. */
  readonly meanMove: number;
  readonly largestMove: number;
  /** Tau of the truth with the predictions before and after, on the same networks. */
  readonly tauBefore: number | null;
  readonly tauAfter: number | null;
}

/** One predictor on one feature set of one zoo. */
export interface CellRecord {
  readonly zoo: string;
  readonly predictor: string;
  readonly features: string;
  readonly hyperparameters: Readonly<Record<string, unknown>>;
  readonly rows: Readonly<Record<Part | "notFinite", number>>;
  readonly scores: ScoreEstimates;
  /** R2 on the validation part, by which the best cell is chosen; null or absent where there is no such part. */
  readonly validation?: number | null;
  readonly strata: StrataRecord | null;
  readonly invariance: readonly InvarianceRecord[];
  readonly published: PublishedScore | null;
  readonly backend: string;
  readonly seconds: number;
}

/** A model fitted on one zoo, scored on networks of another that it never saw (on its test part where the two are the same). */
export interface TransferRecord {
  readonly from: string;
  readonly to: string;
  readonly predictor: string;
  readonly features: string;
  /** How many were scored; scores are null where there are none. */
  readonly networks: number;
  /** How many networks of the other zoo were left out, as they are of runs that the model was fitted on; absent: not looked for. */
  readonly seen?: number;
  readonly tau: Estimate;
  readonly r2: Estimate;
  /** x: true accuracy, y: predicted. */
  readonly points: PointRecord;
}

/** Predictions of one cell beside the truth. */
export interface PredictionRecord {
  readonly zoo: string;
  readonly predictor: string;
  readonly features: string;
  /** x: true accuracy, y: predicted. */
  readonly points: PointRecord;
}

/** Tau against the number of networks that were trained on. */
export interface LearningCurveRecord {
  readonly zoo: string;
  readonly predictor: string;
  readonly features: string;
  readonly points: readonly { readonly networks: number; readonly tau: Estimate }[];
}

/** A part of the experiments that could not be computed, and why. */
export interface FailureRecord {
  readonly zoo: string;
  /** E.g. `dnn on hyper+weights`. */
  readonly what: string;
  readonly problem: string;
}

/** What results.json holds: all that a report draws. */
export interface ExperimentResults {
  readonly format: 1;
  /** The version that made it. */
  readonly weightcast: string;
  readonly quick: boolean;
  readonly protocol: "honest" | "paper";
  readonly split: string;
  readonly checkpoint: string;
  readonly target: string;
  readonly seed: number;
  /** How many resamples the intervals come from. */
  readonly resamples: number;
  /** Wall time of all work, that of earlier, interrupted runs included. */
  readonly seconds: number;
  readonly zoos: readonly ZooRecord[];
  readonly cells: readonly CellRecord[];
  /** For each zoo: what hyperparameters alone tell. */
  readonly baselines: readonly CellRecord[];
  /** For each zoo: the best cell by validation score, never by test score. */
  readonly predictions: readonly PredictionRecord[];
  readonly transfers: readonly TransferRecord[];
  readonly learningCurves: readonly LearningCurveRecord[];
  /** Absent where everything was computed. */
  readonly failures?: readonly FailureRecord[];
}
