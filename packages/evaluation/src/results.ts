import type { CalibrationBin } from "./intervals/calibration.js";
import type { TestedDifference } from "./scores/paired-difference.js";
import type { Spread } from "./scores/spread.js";
import type { Part } from "./splits/split-spec.js";

/** A number with the bounds of its 95% interval. A number that is not defined is null. */
export interface Estimate {
  readonly value: number | null;
  readonly low: number | null;
  readonly high: number | null;
}

/** The scores on the test rows, each with its interval. */
export interface ScoreEstimates {
  readonly r2: Estimate;
  readonly mse: Estimate;
  readonly mad: Estimate;
  readonly tau: Estimate;
}

/** The points of a scatter plot; a sample of a few thousand points where there are more. */
export interface PointRecord {
  readonly x: readonly number[];
  readonly y: readonly number[];
}

/** A zoo on which the experiments ran. */
export interface ZooRecord {
  /** The zoo's name, unique among the zoos of the results. */
  readonly name: string;
  /** The image data set that the networks were trained on; null where the metrics do not say it. */
  readonly dataset: string | null;
  readonly fingerprint: string;
  readonly rows: number;
  readonly runs: number;
  readonly parameters: number;
  /** The largest step, which is the number of epochs that the networks were trained for. */
  readonly epochs: number;
  /** The number of rows that the experiments use: those of the chosen checkpoints that have finite weights and a finite target. */
  readonly networks: number;
  readonly notFinite: number;
  /** The number of networks in each bin of test accuracy; the bins divide 0 to 1 equally. */
  readonly accuracyHistogram: readonly number[];
  /** Train accuracy (x) and test accuracy (y) of networks. Null where the zoo has no train accuracy. */
  readonly trainTest: PointRecord | null;
  /** The difference between the largest and the smallest bias of the first layer (x) and of the last layer (y), and the networks' accuracy. */
  readonly biasRanges: PointRecord & { readonly accuracy: readonly number[] };
}

/** The R2 that the paper reports for a predictor on a feature set. */
export interface PublishedScore {
  readonly collection: string;
  readonly r2: number;
  /**
   * Whether the zoo has the same data set, epochs and number of networks as the paper's, so that the two
   * numbers can be compared.
   */
  readonly comparable: boolean;
}

/** The quality of a ranking among networks that share their hyperparameters. */
export interface StrataRecord {
  /** Kendall's tau over the pairs of networks in the same stratum. */
  readonly tau: Estimate;
  readonly strata: number;
  readonly rows: number;
}

/** The change of predictions under changes of the weights that preserve the network's function. */
export interface InvarianceRecord {
  readonly change: "permuted" | "rescaled";
  readonly networks: number;
  /** The mean absolute difference between the predictions before and after the change. */
  readonly meanMove: number;
  readonly largestMove: number;
  /** Tau between the true values and the predictions before the change, on the networks that were changed. */
  readonly tauBefore: number | null;
  readonly tauAfter: number | null;
}

/** The scores of a fit that was repeated with several seeds, each of which divides the runs anew where the split is random. */
export interface RepeatsRecord {
  /** The seeds of the fits that did not fail, that of the cell itself first. */
  readonly seeds: readonly number[];
  /** Each score over the seeds; null where no fit has it. */
  readonly scores: Readonly<Record<"r2" | "mse" | "mad" | "tau", Spread | null>>;
}

/** The scores of one predictor on one feature set of one zoo. */
export interface CellRecord {
  readonly zoo: string;
  readonly predictor: string;
  readonly features: string;
  readonly hyperparameters: Readonly<Record<string, unknown>>;
  readonly rows: Readonly<Record<Part | "notFinite", number>>;
  readonly scores: ScoreEstimates;
  /**
   * The greatest tau that ties and the noise of a finite test set leave on the test rows; null where the target is no accuracy, absent in results
   * of earlier versions.
   */
  readonly tauCeiling?: number | null;
  /** R2 on the validation part, by which the best cell is chosen; null or absent where the split has no validation part. */
  readonly validation?: number | null;
  readonly strata: StrataRecord | null;
  readonly invariance: readonly InvarianceRecord[];
  readonly published: PublishedScore | null;
  /** The scores of the same fit with several seeds; absent where the experiments have one seed. */
  readonly repeats?: RepeatsRecord;
  readonly backend: string;
  readonly seconds: number;
}

/** The scores of a model that was fitted on one zoo, on networks of another zoo that it never saw; on its test part where both zoos are the same. */
export interface TransferRecord {
  readonly from: string;
  readonly to: string;
  readonly predictor: string;
  readonly features: string;
  /** The number of networks that were scored; where it is 0, the scores are null. */
  readonly networks: number;
  /** The number of networks that were left out because the model was fitted on their runs; absent where this was not checked. */
  readonly seen?: number;
  readonly tau: Estimate;
  /** The greatest tau that can be had, as in `CellRecord`. */
  readonly tauCeiling?: number | null;
  readonly r2: Estimate;
  /** Points of the panel: x is the true accuracy, y the predicted one. */
  readonly points: PointRecord;
}

/** How predictions and their intervals agree with the true values of the test part. */
export interface CalibrationRecord {
  /** The test rows in bins of equal numbers, from the lowest predictions to the highest. */
  readonly bins: readonly CalibrationBin[];
  /** The share of test rows within the intervals of several levels, and their mean width; empty where there was no validation part to make intervals of. */
  readonly coverage: readonly {
    readonly level: number;
    readonly coverage: number;
    /** Null where an interval has no bound. */
    readonly meanWidth: number | null;
  }[];
}

/** How much each layer of the networks moves the predictions of a predictor that explains them. */
export interface ImportanceRecord {
  readonly zoo: string;
  readonly predictor: string;
  readonly features: string;
  /** The number of test networks whose predictions were explained. */
  readonly networks: number;
  /** The layers of the networks in their order: the mean absolute sum of the contributions of a layer's features, on the scale of the target. */
  readonly layers: readonly { readonly layer: string; readonly contribution: number }[];
}

/** A predictor on a feature set. */
interface MethodRecord {
  readonly predictor: string;
  readonly features: string;
}

/** A test whether two predictors differ on the test part of a zoo. */
export interface DifferenceRecord {
  readonly zoo: string;
  /** Whether the best cells of two predictors are compared, or two predictors on the same features. */
  readonly compared: "best" | "features";
  readonly first: MethodRecord;
  readonly second: MethodRecord;
  /** The first R2 minus the second. `adjusted` is the p-value after Holm, among the pairs of the best of a zoo, or those of a feature set. */
  readonly r2: TestedDifference & { readonly adjusted: number | null };
  readonly tau: TestedDifference & { readonly adjusted: number | null };
}

/** The predictions of one cell, with the true values. */
export interface PredictionRecord {
  readonly zoo: string;
  readonly predictor: string;
  readonly features: string;
  /** Points of the panel: x is the true accuracy, y the predicted one. */
  readonly points: PointRecord;
  /** Absent in results of earlier versions. */
  readonly calibration?: CalibrationRecord;
}

/** Tau and R2 for increasing numbers of training networks. */
export interface LearningCurveRecord {
  readonly zoo: string;
  readonly predictor: string;
  readonly features: string;
  readonly points: readonly {
    readonly networks: number;
    readonly tau: Estimate;
    /** The greatest tau that can be had, as in `CellRecord`. */
    readonly tauCeiling?: number | null;
    /** Absent in results of earlier versions. */
    readonly r2?: Estimate;
  }[];
}

/** A part of the experiments that failed, and the reason. */
export interface FailureRecord {
  readonly zoo: string;
  /** The part that failed: `dnn on hyper+weights`. */
  readonly what: string;
  readonly problem: string;
}

/** The content of results.json, which holds everything that a report draws. */
export interface ExperimentResults {
  readonly format: 1;
  /** The version of Weightcast that wrote the results. */
  readonly weightcast: string;
  readonly quick: boolean;
  readonly protocol: "honest" | "paper";
  readonly split: string;
  readonly checkpoint: string;
  readonly target: string;
  readonly seed: number;
  /** The number of bootstrap samples behind each interval. */
  readonly resamples: number;
  /** Wall time of all work in seconds, including that of earlier, interrupted runs. */
  readonly seconds: number;
  readonly zoos: readonly ZooRecord[];
  readonly cells: readonly CellRecord[];
  /** The scores of a predictor that knows only the hyperparameters, for each zoo. */
  readonly baselines: readonly CellRecord[];
  /** The predictions of the best cell of each zoo, chosen by the validation score. */
  readonly predictions: readonly PredictionRecord[];
  readonly transfers: readonly TransferRecord[];
  readonly learningCurves: readonly LearningCurveRecord[];
  /** Importances of layers; absent in results of earlier versions. */
  readonly importances?: readonly ImportanceRecord[];
  /** Tests of differences between predictors; absent in results of earlier versions. */
  readonly differences?: readonly DifferenceRecord[];
  /** The parts that failed; absent where nothing failed. */
  readonly failures?: readonly FailureRecord[];
}

/** A machine that computed fits. */
export interface MachineRecord {
  /** The operating system and the processor's architecture: `linux x64`. */
  readonly system: string;
  readonly processor: string;
  readonly cores: number;
  /** Bytes of memory. */
  readonly memory: number;
  readonly node: string;
  /** The number of fits that it computed. */
  readonly fits: number;
}

/** When and where results were computed. It is kept beside the results, so that the same experiments give the same results.json, but for times. */
export interface EnvironmentRecord {
  readonly format: 1;
  /** The version of Weightcast. */
  readonly weightcast: string;
  /** The times at which the first and the last fit ended, in the form of ISO 8601; null where there are no fits. */
  readonly first: string | null;
  readonly last: string | null;
  readonly machines: readonly MachineRecord[];
}
