export {
  CancelledError,
  InputError,
  type InputLocation,
  OutputExistsError,
  OutputUnwritableError,
  UsageError,
  WeightcastError,
} from "./errors.js";
export {
  createLayout,
  type Layer,
  type Layout,
  sameLayout,
  type Tensor,
  type TensorEntry,
} from "./layout.js";
export {
  allFinite,
  type FloatArray,
  gatherRows,
  type Matrix,
  matrix,
  matrixRow,
  matrixRows,
} from "./matrix.js";
export {
  type Column,
  type ColumnKind,
  gatherMetrics,
  headerOf,
  METRICS_SCHEMA,
  Metrics,
  REQUIRED_METRICS,
  runOfCheckpoint,
} from "./metrics.js";
export { nameAdvice, unknownName } from "./names.js";
export { RandomStream } from "./random.js";
export { WEIGHT_HASH, weightHash } from "./weight-hash.js";
export { type BlockOptions, type WeightBlock, type Zoo, zooWithBlocks } from "./zoo.js";
