export {
  type TrainingOptions,
  type TrainingState,
  trainBooster,
  type ValidationSet,
} from "./growth/training.js";
export type { MeasuredRows, Metric } from "./metrics/metric.js";
export { metrics } from "./metrics/metrics.js";
export { Booster, type ImportanceKind } from "./model/booster.js";
export type { Tree } from "./model/tree.js";
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
export { type BoosterParameters, checkParameters, type NumericParameters } from "./parameters.js";
export type { Registry, RegistryEntry } from "./registry.js";
