export { fingerprintZoo } from "./fingerprint.js";
export {
  createLayout,
  type Layer,
  type Layout,
  sameLayout,
  type Tensor,
  type TensorEntry,
} from "./layout.js";
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
export { rowsOfRuns } from "./run-rows.js";
export { CHECKPOINT_CHOICES, selectCheckpoints } from "./selection.js";
export { memorySource, StoredZoo, type WeightReader, type WeightSource } from "./stored-zoo.js";
export { clampToTarget, isShare } from "./target.js";
export type { VerificationFinding } from "./verification/finding.js";
export { type Verification, verifyZoo } from "./verification/verify.js";
export type { UsualSteps } from "./verification/verify-checkpoints.js";
export { WEIGHT_HASH, weightHash } from "./weight-hash.js";
export { selectWhere } from "./where.js";
export { type BlockOptions, type WeightBlock, type Zoo, zooWithBlocks } from "./zoo.js";
