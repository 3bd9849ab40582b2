export {
  type FindMissingOptions,
  findMissingNetworks,
  type MissingNetworks,
  type TrainingState,
} from "./folder/find-missing.js";
export { mergeZoos } from "./folder/merge-zoos.js";
export { shardFolder } from "./folder/shards.js";
export { DATA_SETS, registerDataSet } from "./images/data-sets.js";
export { dataSetName, type LoadImagesOptions, loadDataSet, loadImages } from "./images/load-images.js";
export type { TrainingOptions, TrainingSummary } from "./training/train-population.js";
export { type TrainZooOptions, trainZoo } from "./training/train-zoo.js";
export { serveTraining } from "./training/worker-trainer.js";
export type { ZooCheckpoint, ZooTraining } from "./training/zoo-training.js";
