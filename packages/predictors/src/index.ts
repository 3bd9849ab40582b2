export {
  type EvaluateRequest,
  type Evaluation,
  evaluateModel,
  type RowsToScore,
  rowsToScore,
} from "./evaluate-model.js";
export { type FitModelRequest, fitModel, scoresOf, scoresRecord } from "./fit-model.js";
export type { Manifest, ManifestScores, ModelRows } from "./manifest.js";
export { Model, type RowPredictions } from "./model.js";
export { modelFiles, modelFromFiles } from "./model-files.js";
export type {
  Examples,
  FitRequest,
  FittedPredictor,
  Predictor,
  PredictorFiles,
  PredictorParameters,
} from "./predictor.js";
export { PREDICTORS, predictorNamed } from "./registry.js";
export { leaveOutSeen, rememberRuns, type SeenCount, type UnseenRows } from "./seen-networks.js";
export { stoppingPart } from "./stopping-part.js";
export { type BackendName, setWasmFolder, useBackend } from "./tensorflow/backend.js";
