export type { DataSet, DataSetFile, FoundFile, ImageSplit, PublishedShape } from "./images/data-set.js";
export { toGrayscale } from "./images/grayscale.js";
export { type IdxArray, parseIdx } from "./images/idx.js";
export {
  type ImageDataSet,
  type ImageFiles,
  type ImageSet,
  imageDataSet,
  imageSet,
} from "./images/images.js";
export type { Evidence, Measure } from "./measures/measure.js";
export { MEASURES, type MeasureName, measuresNamed } from "./measures/measures.js";
export { drawHyperparameters } from "./population/draw.js";
export {
  type ArchitectureChoice,
  architectureOf,
  chooseLayers,
  DEFAULT_HYPERPARAMETERS,
  DNN_ARCHITECTURES,
  type DnnArchitecture,
  type Hyperparameters,
} from "./population/hyperparameters.js";
export { formatRanges, type NetworkRange, shardOf } from "./population/network-ranges.js";
export { type PlannedNetwork, planNetwork, planNetworks } from "./population/planned-network.js";
export type { Population, TrainingRecord } from "./population/population.js";
export { populationMetrics } from "./population/population-metrics.js";
export { checkpointSteps, reducedLearningRate } from "./population/schedule.js";
export {
  type HyperparameterSpace,
  type NumberDistribution,
  PUBLISHED_SPACE,
  parseSpace,
  type WordDistribution,
} from "./population/space.js";
export type {
  Checkpoint,
  CheckpointMetrics,
  MeasuredCheckpoint,
  MeasuredNetwork,
  NetworkMetrics,
} from "./training/checkpoint.js";
export { trainInWorker } from "./training/train-in-worker.js";
export { type TrainNetworkOptions, trainNetwork } from "./training/train-network.js";
