// What the package calls of the kernels.

export {
  addContributions,
  explainRows,
  partitionBySet,
  predict,
  predictBinned,
  predictNarrow,
} from "./by-element-type";
export { binningScratchBytes } from "./data/binning";
export { binColumns, setBinning } from "./jobs/binning-job";
export { allowSleep, serve } from "./jobs/jobs";
export {
  bestOfLarger,
  bestOfSmaller,
  constrainLeaf,
  examineLeaves,
  searchSmaller,
  setLarger,
  setSmaller,
} from "./jobs/leaf-jobs";
export { addLeafValue, binaryGradients, orderPairs, partition, squaredErrorGradients } from "./jobs/row-jobs";
export { setCategoryRules, setConstraints, setRules } from "./jobs/rule-settings";
export { candidateBytes, columnBytes, featureBytes, firstFreeByte } from "./jobs/shared-data";
export { orderBins, setCategorical, setFeature, setFeatureRules, setTree } from "./jobs/tree-settings";
export { explainedTreeBytes, fillContributionTables, leafPathBytes } from "./model/contributions";
export { softmaxGradients, softmaxOfScores } from "./objectives/class-gradients";
export {
  absoluteErrorGradients,
  countRows,
  crossEntropyGradients,
  exp,
  expm1,
  fairGradients,
  huberGradients,
  log,
  log1p,
  logisticOfScores,
  quantileGradients,
  sumPairs,
} from "./objectives/gradients";
export {
  crossEntropyLambdaGradients,
  exponentialOfScores,
  gammaGradients,
  intensityOfScores,
  poissonGradients,
  tweedieGradients,
} from "./objectives/rate-gradients";
