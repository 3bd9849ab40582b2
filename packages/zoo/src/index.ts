export { changedZoo } from "./changed-zoo.js";
export { fingerprintZoo } from "./fingerprint.js";
export { gatherWeights } from "./gather-weights.js";
export { type AddedNetworks, grownZoo } from "./grown-zoo.js";
export { type HiddenUnits, hiddenUnits } from "./hidden-units.js";
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
  FURTHER_METRICS,
  gatherMetrics,
  headerOf,
  METRICS_SCHEMA,
  Metrics,
  REQUIRED_METRICS,
} from "./metrics.js";
export { rowsOfRuns } from "./run-rows.js";
export type { Runs } from "./runs.js";
export { CHECKPOINT_CHOICES, selectCheckpoints } from "./selection/checkpoints.js";
export { type Selection, type SelectionRequest, selectRows } from "./selection/selection.js";
export { selectWhere } from "./selection/where.js";
export { memorySource, StoredZoo, type WeightReader, type WeightSource } from "./stored-zoo.js";
export { clampToTarget, DEFAULT_TARGET, type Target, targetNamed, targetOf } from "./target.js";
export type { VerificationFinding } from "./verification/finding.js";
export { type Verification, type VerifyOptions, verifyZoo } from "./verification/verify.js";
export type { UsualSteps } from "./verification/verify-checkpoints.js";
export {
  FURTHER_HYPERPARAMETERS,
  HYPERPARAMETER_PREFIX,
  HYPERPARAMETERS,
  type Hyperparameter,
  type HyperparameterName,
  hyperparameterNamed,
  type PublishedValues,
  wordsOf,
} from "./vocabulary.js";
export { WEIGHT_HASH, weightHash } from "./weight-hash.js";
export {
  type BlockOptions,
  type FingerprintOptions,
  observedZoo,
  type WeightBlock,
  type Zoo,
  zooWithBlocks,
} from "./zoo.js";
