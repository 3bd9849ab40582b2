export { drawHyperparameters } from "./draw.js";
export {
  ACTIVATIONS,
  type Activation,
  type Hyperparameters,
  OPTIMIZERS,
  type Optimizer,
  WEIGHT_INITIALIZERS,
  type WeightInitializer,
} from "./hyperparameters.js";
export { type IdxArray, parseIdx } from "./idx.js";
export { CLASSES, type ImageDataSet, type ImageSet, imageSet } from "./images.js";
export { type NetworkRange, shardOf } from "./network-ranges.js";
export type { Population } from "./population.js";
export { populationMetrics } from "./population-metrics.js";
export { checkpointSteps } from "./schedule.js";
export {
  type HyperparameterSpace,
  type NumberDistribution,
  PUBLISHED_SPACE,
  parseSpace,
  type WordDistribution,
} from "./space.js";
export type { CheckpointMetrics, NetworkMetrics, TrainedNetwork } from "./trained-network.js";
