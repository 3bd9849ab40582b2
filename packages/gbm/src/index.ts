export { Booster, type ImportanceKind } from "./booster.js";
export type { MetricName } from "./metric.js";
export { type BoosterParameters, checkParameters, type NumericParameters } from "./parameters.js";
export { type TrainingOptions, type TrainingState, trainBooster, type ValidationSet } from "./training.js";
export type { Tree } from "./tree.js";
