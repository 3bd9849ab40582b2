export type { SparseMatrix } from "./data/sparse-matrix.js";
export type { ClassWeights } from "./estimators/class-weights.js";
export { type ClassifierParameters, GBMClassifier } from "./estimators/classifier.js";
export type { Estimator, EstimatorValidation, FitOptions } from "./estimators/estimator.js";
export type { EstimatorParameters } from "./estimators/estimator-parameters.js";
export type { Label } from "./estimators/label.js";
export { GBMRanker, type RankerFitOptions } from "./estimators/ranker.js";
export { GBMRegressor } from "./estimators/regressor.js";
export type {
  ArrowTable,
  Cell,
  ColumnMajorMatrix,
  ColumnTable,
  RowMajorMatrix,
  Rows,
} from "./estimators/rows.js";
export type { ForcedSplit } from "./growth/forced-splits.js";
export type { MeasuredRows, Metric } from "./metrics/metric.js";
export { metrics } from "./metrics/metrics.js";
export { Booster, type ImportanceKind, type PredictionOptions, type RoundRange } from "./model/booster.js";
export type { LeafJson, ModelJson, SplitJson, TreeNodeJson } from "./model/model-json.js";
export type { ParallelOptions } from "./model/parallel-contributions.js";
export {
  type PartialDependence,
  type PartialDependenceOptions,
  partialDependence,
} from "./model/partial-dependence.js";
export type { RefitOptions } from "./model/refit.js";
export type { CategorySets, LinearLeaves, Tree } from "./model/tree.js";
export type { GradientFunction, Gradients } from "./objectives/custom.js";
export type {
  GradientAddresses,
  GradientRows,
  Objective,
  ObjectiveSettings,
  PreparedObjective,
  TrainingTargets,
} from "./objectives/objective.js";
export { objectives } from "./objectives/objectives.js";
export type { ScoreTable } from "./objectives/score-table.js";
export type { MetricFunction } from "./parameters/losses.js";
export type { NumericParameters } from "./parameters/numbers.js";
export { type BoosterParameters, checkParameters } from "./parameters/resolve.js";
export type { Registry, RegistryEntry } from "./registry.js";
export {
  type CrossValidation,
  type CrossValidationOptions,
  crossValidate,
} from "./training/cross-validation.js";
export type { FoldScores } from "./training/fold-rounds.js";
export type { FoldOptions } from "./training/folds.js";
export { trainBooster } from "./training/training.js";
export type { TrainingOptions, TrainingState, ValidationSet } from "./training/training-options.js";
