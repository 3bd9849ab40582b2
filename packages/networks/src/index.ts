export { type Architecture, type ArchitectureOptions, createArchitecture } from "./architecture.js";
export {
  ACTIVATIONS,
  type Activation,
  checkHyperparameters,
  type Hyperparameters,
  INITIALIZERS,
  type Initializer,
  OPTIMIZERS,
  type Optimizer,
} from "./hyperparameters.js";
export {
  type EpochOptions,
  type EpochProgress,
  type Evaluation,
  type NetworkOptions,
  NetworkTrainer,
  openTrainer,
} from "./network-trainer.js";
export {
  createTrainingMemory,
  loadSamples,
  type PixelType,
  type TrainingMemory,
  type TrainingMemoryOptions,
} from "./training-memory.js";
