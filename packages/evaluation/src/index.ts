export { type CalibrationBin, calibrationBins } from "./intervals/calibration.js";
export {
  checkLevel,
  conformalRadius,
  type Interval,
  type IntervalScores,
  intervalScores,
} from "./intervals/conformal.js";
export type {
  CalibrationRecord,
  CellRecord,
  DifferenceRecord,
  EnvironmentRecord,
  Estimate,
  ExperimentResults,
  FailureRecord,
  ImportanceRecord,
  InvarianceRecord,
  LearningCurveRecord,
  MachineRecord,
  PointRecord,
  PredictionRecord,
  PublishedScore,
  RepeatsRecord,
  ScoreEstimates,
  StrataRecord,
  TransferRecord,
  ZooRecord,
} from "./results.js";
export {
  type BootstrapOptions,
  bootstrapSamples,
  bootstrapScores,
  bootstrapStrataTau,
  type ScoreSamples,
  scoreEstimates,
} from "./scores/bootstrap.js";
export { kendallTau } from "./scores/kendall-tau.js";
export {
  holmAdjusted,
  pairedDifference,
  type SampledScore,
  type TestedDifference,
} from "./scores/paired-difference.js";
export { type NamedScores, scoreTable } from "./scores/score-table.js";
export { type Scores, scores } from "./scores/scores.js";
export { type Spread, spreadOf } from "./scores/spread.js";
export { strataTau } from "./scores/strata-tau.js";
export { type TauCeilingOptions, tauCeiling } from "./scores/tau-ceiling.js";
export { testSetSize } from "./scores/test-set-size.js";
export { type NfnPermutation, parseNfnPermutation } from "./splits/nfn-permutation.js";
export { nfnParts } from "./splits/nfn-split.js";
export { parseSplit, type SplitFileRow } from "./splits/split-file.js";
export {
  type ListedPart,
  type Part,
  parseSplitSpec,
  type RunSplitSpec,
  type Shares,
  type SplitSpec,
} from "./splits/split-spec.js";
export { type RowSplit, type RunSplit, splitOfZoo, splitRows, splitRuns, splitZoo } from "./splits/splits.js";
