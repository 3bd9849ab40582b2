export {
  type TrainingOptions,
  type TrainingState,
  trainBooster,
  type ValidationSet,
} from "./growth/training.js";
export { Booster, type ImportanceKind } from "./model/booster.js";
export type { Tree } from "./model/tree.js";
export type { MetricName } from "./objectives/metric.js";
export { type BoosterParameters, checkParameters, type NumericParameters } from "./parameters.js";
