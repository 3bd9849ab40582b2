import type { Matrix, ProgressListener } from "@weightcast/core";

/** Features of networks, and what is to be predicted of each. */
export interface Examples {
  /** [examples, columns], f32 or f64. */
  readonly x: Matrix;
  /** [examples], finite. */
  readonly y: Float64Array;
}

/** Hyperparameters of a predictor, by their published names. */
export type PredictorParameters = Readonly<Record<string, unknown>>;

export interface FitRequest {
  readonly train: Examples;
  /** What to stop early on; without it, a predictor trains as long as its parameters say. */
  readonly validation?: Examples | undefined;
  /** [columns] names of the features. */
  readonly columns: readonly string[];
  readonly parameters: PredictorParameters;
  readonly seed: number;
  readonly onProgress?: ProgressListener | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** The files that a fitted predictor is kept in, by name. */
export type PredictorFiles = ReadonlyMap<string, Uint8Array>;

/** A predictor after fitting or loading. */
export interface FittedPredictor {
  /** What computes, for the record: `javascript`, … */
  readonly backend: string;
  /** @param x [rows, columns]; NaN is a missing value where the predictor knows such, else predicts NaN
   * @returns [rows] */
  predict(x: Matrix): Promise<Float64Array>;
  files(): Promise<PredictorFiles>;
}

/** A way to predict a number from features. */
export interface Predictor {
  readonly name: string;
  /** Whether it wants each column with mean 0 and standard deviation 1. */
  readonly standardises: boolean;
  /** Used where nothing else is asked for. */
  readonly defaultParameters: PredictorParameters;
  /** @throws UsageError where a parameter is unknown or out of range */
  check(parameters: PredictorParameters): void;
  /** @throws UsageError where a parameter is unknown or out of range
   * @throws CancelledError where `signal` is aborted */
  fit(request: FitRequest): Promise<FittedPredictor>;
  /** @throws InputError where the files are not those of such a predictor */
  load(files: PredictorFiles): Promise<FittedPredictor>;
}
