export { mergeZoos } from "./folder/merge-zoos.js";
export { DATA_SETS, registerDataSet } from "./images/data-sets.js";
export { dataSetName, type LoadImagesOptions, loadDataSet, loadImages } from "./images/load-images.js";
export type { TrainingOptions, TrainingSummary } from "./training/train-population.js";
export { type TrainZooOptions, trainZoo } from "./training/train-zoo.js";
export { serveTraining } from "./training/worker-trainer.js";
export type { ZooCheckpoint, ZooTraining } from "./training/zoo-training.js";
