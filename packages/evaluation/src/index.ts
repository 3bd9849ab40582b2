export { type BootstrapOptions, bootstrapScores, bootstrapStrataTau } from "./bootstrap.js";
export { kendallTau } from "./kendall-tau.js";
export { type NfnPermutation, parseNfnPermutation } from "./nfn-permutation.js";
export { nfnParts } from "./nfn-split.js";
export type {
  CellRecord,
  Estimate,
  ExperimentResults,
  FailureRecord,
  InvarianceRecord,
  LearningCurveRecord,
  PointRecord,
  PredictionRecord,
  PublishedScore,
  ScoreEstimates,
  StrataRecord,
  TransferRecord,
  ZooRecord,
} from "./results.js";
export { type NamedScores, scoreTable } from "./score-table.js";
export { type Scores, scores } from "./scores.js";
export { parseSplit, type SplitFileRow } from "./split-file.js";
export { type Part, parseSplitSpec, type Shares, type SplitSpec } from "./split-spec.js";
export { type RowSplit, type RunSplit, splitRows, splitRuns } from "./splits.js";
export { strataTau } from "./strata-tau.js";
export { clampToTarget, isShare } from "./target.js";
