export { drawHyperparameters } from "./draw.js";
export type { Hyperparameters } from "./hyperparameters.js";
export { type IdxArray, parseIdx } from "./idx.js";
export { type ImageDataSet, type ImageSet, imageSet } from "./images.js";
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
export { loadTrainingMemory, type SampleCounts, trainNetwork } from "./train-network.js";
export type { CheckpointMetrics, NetworkMetrics, TrainedNetwork } from "./trained-network.js";
