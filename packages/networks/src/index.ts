export { ACTIVATIONS, type Activation, type Activations } from "./activations.js";
export type { Architecture, ImageShape } from "./architecture/architecture.js";
export { architectureText } from "./architecture/architecture-text.js";
export { type Inference, type InferenceOptions, inferArchitecture } from "./architecture/infer.js";
export { layoutOf } from "./architecture/plan.js";
export { type PublishedSizes, type SmallCnnSizes, smallCnn, smallFcn } from "./architecture/published.js";
export { parseArchitecture, parseLayers, readLayers } from "./architecture/read-architecture.js";
export {
  type Answers,
  type AskOptions,
  Forward,
  type ForwardOptions,
  openForward,
} from "./evaluation/forward.js";
export {
  ImageGradients,
  type ImageGradientsOptions,
  type ImageGradientsRequest,
  type ImageGradientsResult,
  type ImageLoss,
  openImageGradients,
} from "./evaluation/image-gradients.js";
export type { BatchNormLayer } from "./layers/batch-norm.js";
export type { Conv2dLayer } from "./layers/conv2d.js";
export type { DenseLayer } from "./layers/dense.js";
export type { FlattenLayer } from "./layers/flatten.js";
export type { GlobalMeanLayer } from "./layers/global-mean.js";
export type { LayerKind, LayerTensor, Shape, Unseen, Window } from "./layers/layer-kind.js";
export { LAYER_KINDS, type LayerSpec } from "./layers/registry.js";
export {
  checkHyperparameters,
  type Hyperparameters,
  INITIALIZERS,
  type Initializer,
  OPTIMIZERS,
  type Optimizer,
} from "./training/hyperparameters.js";
export {
  type EpochOptions,
  type EpochProgress,
  type Evaluation,
  type NetworkOptions,
  NetworkTrainer,
  openTrainer,
  type Prediction,
} from "./training/network-trainer.js";
export {
  createTrainingMemory,
  loadSamples,
  type PixelType,
  type TrainingMemory,
  type TrainingMemoryOptions,
} from "./training/training-memory.js";
