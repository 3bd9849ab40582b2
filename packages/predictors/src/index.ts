export { bestFeatures, type FeatureChoice, type RunCounts } from "./fitting/best-features.js";
export { type FitModelOptions, fitModel } from "./fitting/fit-model.js";
export { type FitPlan, planFit } from "./fitting/fit-plan.js";
export { stoppingPart } from "./fitting/stopping-part.js";
export type { Manifest, ModelRows, Protocol, RowCounts } from "./model/manifest.js";
export { Model, type PredictOptions, type RowPredictions } from "./model/model.js";
export { checkModelFiles, modelFiles, modelFromFiles } from "./model/model-files.js";
export type { Safeguards, ValidationErrors } from "./model/safeguards.js";
export type { NoveltyDetector, NoveltyState } from "./novelty/novelty-detector.js";
export type { WeightDescriptors } from "./novelty/weight-descriptors.js";
export type {
  Examples,
  ExamplesShape,
  ExplainedColumn,
  Explanations,
  FitRequest,
  FittedPredictor,
  Predictor,
  PredictorFiles,
  PredictorParameters,
  ReproductionPart,
} from "./predictors/predictor.js";
export { PREDICTORS, predictorNamed, registerPredictor } from "./predictors/registry.js";
export type { ParameterRange, SearchSpace } from "./predictors/search-space.js";
export type { TargetRange } from "./predictors/target-scale.js";
export { type BackendName, setWasmFolder, useBackend } from "./predictors/tensorflow/backend.js";
export {
  type CrossValidation,
  type LabelledRanking,
  type RankByLabelsOptions,
  rankByLabels,
} from "./ranking/rank-by-labels.js";
export { ceilingOf } from "./scoring/ceiling.js";
export {
  type EvaluateOptions,
  type Evaluation,
  evaluateModel,
  type RowsToScore,
  rowsToScore,
} from "./scoring/evaluate-model.js";
export type { FeatureContribution } from "./scoring/explain-predictions.js";
export {
  bestFirst,
  type NetworkScore,
  type NetworkSource,
  type ScoreNetworksOptions,
  scoreNetworks,
} from "./scoring/score-networks.js";
export { leaveOutSeen, type SeenCount, type UnseenRows } from "./scoring/seen-networks.js";
