import type { Matrix, ProgressListener } from "@weightcast/core";
import type { SearchSpace } from "./search-space.js";
import type { TargetRange } from "./target-scale.js";

/** Features of networks, and the value that is to be predicted for each. */
export interface Examples {
  /** [examples, columns], f32 or f64. */
  readonly x: Matrix;
  /** [examples], finite. */
  readonly y: Float64Array;
}

/** Hyperparameters of a predictor, by their published names. */
export type PredictorParameters = Readonly<Record<string, unknown>>;

/** What a predictor is fitted to. */
export interface FitRequest {
  readonly train: Examples;
  /** Examples to stop early on; without them, a predictor trains as long as its parameters say. */
  readonly validation?: Examples | undefined;
  /** The least and the greatest value that the target can have; null, or left out, where it has no bounds. */
  readonly range?: TargetRange | null | undefined;
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
  /** What computes the predictions, as results name it: `WebAssembly`, `native TensorFlow`. */
  readonly backend: string;
  /**
   * @param x [rows, columns]; NaN is a missing value to predictors that know missing values, else the row's prediction is NaN
   * @returns [rows]
   */
  predict(x: Matrix): Promise<Float64Array>;
  files(): Promise<PredictorFiles>;
}

/** A predictor's part in the reproduction of the paper's experiments. */
export interface ReproductionPart {
  /** Whether its models are also scored on the other zoos. */
  readonly transfers: boolean;
  /** Feature sets that take it so long that a quick reproduction leaves them out. */
  readonly slowFeatures: readonly string[];
  /** How long a fit takes, relative to gbm on the same features: the longest are started first. */
  readonly cost: number;
}

/** A way to predict a number from features. All that the rest of the system needs to know of it is here. */
export interface Predictor {
  /** The word that users name it by. */
  readonly name: string;
  /** Whether it wants each column with mean 0 and standard deviation 1. */
  readonly standardises: boolean;
  /** The parameters of a fit that asks for none. */
  readonly defaultParameters: PredictorParameters;
  /** The same where they depend on how many columns the features have; absent where `defaultParameters` suit any number. */
  parametersForColumns?(columns: number): PredictorParameters;
  /** What a hyperparameter search draws. */
  readonly searchSpace: SearchSpace;
  /** Absent where reproductions leave the predictor out. */
  readonly reproduction?: ReproductionPart;
  /** @throws UsageError where a parameter is unknown or out of range */
  check(parameters: PredictorParameters): void;
  /**
   * @throws UsageError where a parameter is unknown or out of range
   * @throws CancelledError where `signal` is aborted
   */
  fit(request: FitRequest): Promise<FittedPredictor>;
  /** @throws InputError where the files are not those of a fitted predictor of this kind */
  load(files: PredictorFiles): Promise<FittedPredictor>;
}
