export { recordBatches, WEIGHTS_COLUMN, zooTable } from "./arrow.js";
export { blobFile } from "./blob-file.js";
export { type CsvTable, formatCsv, parseCsv } from "./csv.js";
export type { VerificationFinding } from "./finding.js";
export { fingerprintZoo } from "./fingerprint.js";
export { formatLayout, parseLayout } from "./layout-csv.js";
export { formatMetrics, parseMetrics } from "./metrics-csv.js";
export { decodeNpy, encodeNpy, type NpyArray, type NpyEncoding, toRowMajor, weightsMatrix } from "./npy.js";
export type { NpyData, NpyDtype, NpyElements } from "./npy-dtype.js";
export { NpyFile } from "./npy-file.js";
export { formatNpyHeader, type NpyHeader, type NpyVersion, parseNpyHeader } from "./npy-header.js";
export { CHECKPOINT_CHOICES, selectCheckpoints } from "./selection.js";
export type { OpenFile, StoredFile } from "./stored-file.js";
export { type Verification, verifyZoo } from "./verify.js";
export type { UsualSteps } from "./verify-checkpoints.js";
export { selectWhere } from "./where.js";
export {
  memorySource,
  readZoo,
  StoredZoo,
  type WeightReader,
  type WeightSource,
  type ZooFiles,
} from "./zoo.js";
export { isArrowFile, isZooFile, openZooFiles } from "./zoo-files.js";
