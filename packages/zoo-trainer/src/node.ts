export { dataSetName, type LoadImagesOptions, loadImages } from "./load-images.js";
export { mergeZoos } from "./merge-zoos.js";
export type { TrainingOptions, TrainingSummary } from "./train-population.js";
export { type TrainZooOptions, trainZoo } from "./train-zoo.js";
export { serveTraining } from "./worker-trainer.js";
