import type { Matrix, ProgressListener } from "@weightcast/core";
import type { OneHotColumns } from "@weightcast/features";
import type { SearchSpace } from "./search-space.js";
import type { TargetRange } from "./target-scale.js";

/** Features of networks, with the value to predict for each network. */
export interface Examples {
  /** The features, f32 or f64: [examples, columns]. */
  readonly x: Matrix;
  /** The values to predict, all finite: [examples]. */
  readonly y: Float64Array;
}

/** The properties of the examples that are known before a predictor is fitted to them. */
export interface ExamplesShape {
  /** How many training examples there are. */
  readonly rows: number;
  /** [columns] names of the features. */
  readonly columns: readonly string[];
}

/** Hyperparameters of a predictor, by their published names. */
export type PredictorParameters = Readonly<Record<string, unknown>>;

/** The input of a predictor's fit. */
export interface FitRequest {
  readonly train: Examples;
  /** Examples to stop early on; without them, a predictor trains as long as its parameters say. */
  readonly validation?: Examples | undefined;
  /** The least and the greatest value that the target can have; null, or left out, where it has no bounds. */
  readonly range?: TargetRange | null | undefined;
  /** The names of the features: [columns]. */
  readonly columns: readonly string[];
  /** The features that are one-hot; none if not given. Predictors that know categories join them. */
  readonly oneHot?: readonly OneHotColumns[] | undefined;
  readonly parameters: PredictorParameters;
  readonly seed: number;
  readonly onProgress?: ProgressListener | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** The files in which a fitted predictor is stored, by name. */
export type PredictorFiles = ReadonlyMap<string, Uint8Array>;

/** A column that predictions are explained by. */
export interface ExplainedColumn {
  readonly name: string;
  /** The least and the greatest value among the networks of training; null for a category, and for a column without use. */
  readonly range: readonly [least: number, most: number] | null;
  /** The words of a category, of which word i stands as the number i; undefined for a number. */
  readonly words?: readonly string[] | undefined;
}

/** The contributions of which predictions are the sum. */
export interface Explanations {
  readonly columns: readonly ExplainedColumn[];
  /** [rows, columns]: the values of the columns. */
  readonly values: Matrix;
  /**
   * [rows, columns]: what each column adds to the prediction of a row, beside the mean prediction, on the scale
   * on which the predictor learns.
   */
  readonly contributions: Matrix<Float64Array>;
}

/** A predictor after fitting or loading. */
export interface FittedPredictor {
  /** The backend that computes the predictions, as results name it: `WebAssembly`, `native TensorFlow`. */
  readonly backend: string;
  /**
   * @param x [rows, columns]; NaN is a missing value to predictors that know missing values, else the row's prediction is NaN
   * @returns [rows]
   */
  predict(x: Matrix): Promise<Float64Array>;
  /**
   * Explains predictions; absent if the predictor cannot.
   *
   * @param x [rows, columns]
   */
  explain?(x: Matrix): Promise<Explanations>;
  files(): Promise<PredictorFiles>;
}

/** A predictor's part in the reproduction of the paper's experiments. */
export interface ReproductionPart {
  /** Whether the predictor's models are also scored on the other zoos. */
  readonly transfers: boolean;
  /** Feature sets that take it so long that a quick reproduction leaves them out. */
  readonly slowFeatures: readonly string[];
  /** The duration of a fit relative to gbm on the same features; the longest fits are started first. */
  readonly cost: number;
}

/**
 * A method of predicting a number from features. This object is all that the rest of the system needs to know
 * about the method.
 */
export interface Predictor {
  /** The name by which users choose the predictor. */
  readonly name: string;
  /** Whether each column of the features is standardised to mean 0 and standard deviation 1 before a fit. */
  readonly standardises: boolean;
  /** Whether a fit takes so little time that the folds of a cross-validation are fitted too; false if not given. */
  readonly fitsFast?: boolean;
  /** The parameters of a fit for which none are given. */
  readonly defaultParameters: PredictorParameters;
  /** Returns the default parameters for some examples; absent if `defaultParameters` suit any. */
  parametersFor?(examples: ExamplesShape): PredictorParameters;
  /** The space from which a hyperparameter search draws. */
  readonly searchSpace: SearchSpace;
  /** The predictor's part in reproductions; if absent, reproductions leave the predictor out. */
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
