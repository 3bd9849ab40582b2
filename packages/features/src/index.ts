export { compileFeatures } from "./compile-features.js";
export { HYPERPARAMETER_CATEGORIES } from "./families/hyperparameters.js";
export { layerStatistics } from "./families/layer-statistics.js";
export { type FeatureBatch, type FeatureOptions, featureBatches } from "./feature-batches.js";
export type { HyperparameterRows } from "./feature-part.js";
export type { FeatureSet } from "./feature-set.js";
export { type FeatureTable, featureTable } from "./feature-table.js";
