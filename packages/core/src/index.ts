export { throwIfCancelled } from "./cancellation.js";
export { csvText } from "./csv-text.js";
export {
  CancelledError,
  InputError,
  type InputLocation,
  OutputExistsError,
  OutputUnwritableError,
  TemporaryError,
  UsageError,
  WeightcastError,
} from "./errors.js";
export { parseJsonText } from "./json-text.js";
export {
  allFinite,
  copyRows,
  type FloatArray,
  gatherRows,
  type Matrix,
  matrix,
  matrixRow,
  matrixRows,
} from "./matrix.js";
export { nameAdvice, oneOf, unknownName } from "./names.js";
export { formatNumber, parseNumber } from "./number-text.js";
export { printable, printableJson } from "./printable.js";
export type { Progress, ProgressListener, WorkOptions } from "./progress.js";
export { RandomStream } from "./random.js";
export { describeIssue, issueProblem, type SchemaIssue } from "./schema-issue.js";
export type { Shard } from "./shard.js";
export { throwProblems } from "./throw-problems.js";
