export { compileFeatures } from "./compile-features.js";
export { type FeatureBatch, type FeatureOptions, featureBatches } from "./feature-batches.js";
export type { HyperparameterRows } from "./feature-part.js";
export type { FeatureSet } from "./feature-set.js";
export { type FeatureTable, featureTable } from "./feature-table.js";
export { HYPERPARAMETER_CATEGORIES } from "./hyperparameters.js";
export { layerStatistics } from "./layer-statistics.js";
