export { type LoadImagesOptions, loadImages } from "./load-images.js";
export { mergeZoos } from "./merge-zoos.js";
export type { TrainingSummary } from "./train-population.js";
