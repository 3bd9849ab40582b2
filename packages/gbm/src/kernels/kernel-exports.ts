// Written by the AssemblyScript compiler from assembly/gbm.ts; `vitest run test/kernel-exports.test.ts -u` writes it anew.

/** The functions that `assembly/gbm.ts` exports; its documentation says what each does. Addresses are bytes. */
export interface Kernels {
  addContributions(
    isDouble: boolean,
    x: number,
    rows: number,
    columns: number,
    nodes: number,
    splits: number,
    sets: number,
    paths: number,
    answers: number,
    scratch: number,
    scratchLength: number,
    expected: number,
    contributions: number,
    stride: number,
  ): void;
  explainRows(
    isDouble: boolean,
    x: number,
    rows: number,
    columns: number,
    trees: number,
    treeCount: number,
    sets: number,
    answerBytes: number,
    scratchLength: number,
    contributions: number,
    stride: number,
    scratch: number,
  ): void;
  partitionBySet(
    wide: boolean,
    rows: number,
    spare: number,
    count: number,
    bins: number,
    set: number,
  ): number;
  predict(
    isDouble: boolean,
    x: number,
    rows: number,
    columns: number,
    places: number,
    trees: number,
    nodes: number,
    leaves: number,
    perRound: number,
    scores: number,
    sets: number,
  ): void;
  predictBinned(
    wide: boolean,
    bins: number,
    rowsOfBins: number,
    rows: number,
    count: number,
    splits: number,
    leaves: number,
    sets: number,
    scores: number,
  ): void;
  predictNarrow(
    isDouble: boolean,
    x: number,
    rows: number,
    columns: number,
    trees: number,
    treeCount: number,
    splits: number,
    leaves: number,
    perRound: number,
    scores: number,
    grouped: number,
  ): void;
  binningScratchBytes(sampledRows: number, boundCapacity: number): number;
  binColumns(columns: number, bins: number, otherBins: number, scratch: number): void;
  setBinning(
    isDouble: boolean,
    wide: boolean,
    rows: number,
    otherRows: number,
    sample: number,
    sampledRows: number,
    maxBins: number,
    nanIsZero: boolean,
    minDataInBin: number,
    minDataInSide: number,
    values: number,
    otherValues: number,
    bounds: number,
    boundCapacity: number,
    columns: number,
  ): void;
  allowSleep(isAllowed: boolean): void;
  serve(scratch: number): void;
  bestOfLarger(best: number): number;
  bestOfSmaller(best: number): number;
  constrainLeaf(
    isSmaller: boolean,
    allowed: number,
    output: number,
    bounds: number,
    hasBoundsByThreshold: boolean,
    monotoneFactor: number,
  ): void;
  examineLeaves(rows: number, pairs: number): void;
  searchSmaller(): void;
  setLarger(gradient: number, hessian: number, count: number, histogram: number, isSearched: boolean): void;
  setSmaller(gradient: number, hessian: number, count: number, histogram: number, isSearched: boolean): void;
  addLeafValue(scores: number, rows: number, count: number, value: number): void;
  binaryGradients(
    scores: number,
    targets: number,
    weights: number,
    pairs: number,
    rows: number,
    positive: number,
    sigmoid: number,
    negativeWeight: number,
    positiveWeight: number,
  ): void;
  orderPairs(pairs: number, rows: number, count: number, ordered: number): void;
  partition(
    wide: boolean,
    rows: number,
    spare: number,
    count: number,
    bins: number,
    threshold: number,
    missingBin: number,
  ): number;
  squaredErrorGradients(scores: number, targets: number, weights: number, pairs: number, rows: number): void;
  setCategoryRules(
    mostOneHot: number,
    mostCategories: number,
    minGroupRows: number,
    categoryL2: number,
    categorySmoothing: number,
  ): void;
  setConstraints(
    isPlain: boolean,
    drawsThresholds: boolean,
    isMonotone: boolean,
    mostOutput: number,
    smoothing: number,
  ): void;
  setRules(
    l1: number,
    l2: number,
    minGain: number,
    minHessian: number,
    minRows: number,
    hasUnitHessian: boolean,
  ): void;
  candidateBytes(): number;
  columnBytes(): number;
  featureBytes(): number;
  firstFreeByte(): number;
  orderBins(slot: number, histogram: number, rowsPerHessian: number): number;
  setCategorical(slot: number, order: number): void;
  setFeature(
    slot: number,
    bins: number,
    place: number,
    binCount: number,
    mostFrequentBin: number,
    hasMissingBin: boolean,
    zeroBin: number,
  ): void;
  setFeatureRules(slot: number, monotone: number, gainFactor: number, random: number): void;
  setTree(
    wide: boolean,
    features: number,
    featureCount: number,
    open: number,
    candidates: number,
    flags: number,
  ): void;
  explainedTreeBytes(): number;
  fillContributionTables(paths: number, leaves: number, scratch: number): void;
  leafPathBytes(): number;
  softmaxGradients(
    scores: number,
    targets: number,
    weights: number,
    pairs: number,
    rows: number,
    classes: number,
    shares: number,
  ): void;
  softmaxOfScores(scores: number, rows: number, classes: number): void;
  absoluteErrorGradients(
    scores: number,
    targets: number,
    factors: number,
    weights: number,
    pairs: number,
    rows: number,
  ): void;
  countRows(rows: number, count: number): void;
  crossEntropyGradients(scores: number, targets: number, weights: number, pairs: number, rows: number): void;
  exp(value: number): number;
  expm1(value: number): number;
  fairGradients(
    scores: number,
    targets: number,
    weights: number,
    pairs: number,
    rows: number,
    c: number,
  ): void;
  huberGradients(
    scores: number,
    targets: number,
    weights: number,
    pairs: number,
    rows: number,
    alpha: number,
  ): void;
  log(value: number): number;
  log1p(value: number): number;
  logisticOfScores(scores: number, rows: number, sigmoid: number): void;
  quantileGradients(
    scores: number,
    targets: number,
    weights: number,
    pairs: number,
    rows: number,
    alpha: number,
  ): void;
  sumPairs(pairs: number, count: number, sums: number): void;
  crossEntropyLambdaGradients(
    scores: number,
    targets: number,
    weights: number,
    pairs: number,
    rows: number,
  ): void;
  exponentialOfScores(scores: number, rows: number): void;
  gammaGradients(scores: number, targets: number, weights: number, pairs: number, rows: number): void;
  intensityOfScores(scores: number, rows: number): void;
  poissonGradients(
    scores: number,
    targets: number,
    weights: number,
    pairs: number,
    rows: number,
    factor: number,
  ): void;
  tweedieGradients(
    scores: number,
    targets: number,
    weights: number,
    pairs: number,
    rows: number,
    rho: number,
  ): void;
}
