export { type AlignedCheckpoint, alignCheckpoint } from "./alignment/align-checkpoint.js";
export { checkpointLayout } from "./alignment/checkpoint-layout.js";
export { type LayerWeights, layerWeights } from "./alignment/layer-weights.js";
export { type Checkpoint, openCheckpoint, type ReadTensorOptions } from "./checkpoint.js";
export type { TensorData, TensorDtype, TensorElements } from "./dtype.js";
export type {
  CheckpointContents,
  CheckpointFormat,
  OpenCheckpointOptions,
  TensorOrder,
} from "./formats/checkpoint-format.js";
export {
  CHECKPOINT_FORMATS,
  describeCheckpointFormats,
  isCheckpointName,
  isCheckpointPart,
  registerCheckpointFormat,
} from "./formats/registry.js";
export type { CheckpointTensor, StoredTensor } from "./tensor.js";
