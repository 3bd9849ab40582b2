import { BinnedColumn, Binning, binColumn } from "./binning";
import { partitionAlone } from "./by-element-type";
import { orderCategories } from "./category-search";
import { addLeafValue as addLeafValueAlone, orderPairs as orderPairsAlone } from "./gradients";
import { Candidate, Feature, Growth, Leaf, Rules, strideOf } from "./growth";
import { BLOCK, bestCandidate, examineBlock, featureAt, listOpenFeatures } from "./leaf-pair";
import { awaitJob, closeQueue, enterQueue, leaveQueue, openQueue, QUEUE_BYTES, takeTask } from "./queue";
import {
  isWorthBlocks,
  leftRows,
  ROW_JOB_BYTES,
  RowJob,
  RowTask,
  setGradients,
  setRows,
  workOnBlock,
} from "./row-blocks";

export { binningScratchBytes } from "./binning";
export {
  addContributions,
  explainRows,
  partitionBySet,
  predict,
  predictBinned,
} from "./by-element-type";
export { softmaxGradients, softmaxOfScores } from "./class-gradients";
export { explainedTreeBytes, fillContributionTables, leafPathBytes } from "./contributions";
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
} from "./gradients";
export {
  crossEntropyLambdaGradients,
  exponentialOfScores,
  gammaGradients,
  intensityOfScores,
  poissonGradients,
  tweedieGradients,
} from "./rate-gradients";

// A memory serves one training. The data that its threads share starts where the module's own data ends. No
// thread writes there when it starts, so that threads may start at any time.

function queue(): usize {
  return (__heap_base + 63) & ~63;
}

/** The kind of the job that threads work on. */
enum Job {
  Leaves,
  Binning,
  Rows,
}

/** The address of the kind of the job; behind it, whether the main thread may block. */
function jobKind(): usize {
  return queue() + QUEUE_BYTES;
}

function binning(): Binning {
  return changetype<Binning>(jobKind() + 64);
}

function growth(): Growth {
  return changetype<Growth>(jobKind() + 192);
}

function rules(): Rules {
  return changetype<Rules>(jobKind() + 576);
}

function rowJob(): RowJob {
  return changetype<RowJob>(jobKind() + 768);
}

function smaller(): Leaf {
  return changetype<Leaf>(jobKind() + 320);
}

function larger(): Leaf {
  return changetype<Leaf>(jobKind() + 448);
}

/** Returns the first address that the module does not use itself. */
export function firstFreeByte(): usize {
  return jobKind() + 768 + ROW_JOB_BYTES;
}

export function featureBytes(): usize {
  return strideOf<Feature>();
}

export function candidateBytes(): usize {
  return strideOf<Candidate>();
}

export function columnBytes(): usize {
  return strideOf<BinnedColumn>();
}

/** Says whether the thread that hands out work may block while it waits for others. */
export function allowSleep(isAllowed: bool): void {
  store<i32>(jobKind(), i32(isAllowed), 4);
}

/** Works on jobs, one after the other; never returns. */
export function serve(scratch: usize): void {
  let job = 0;
  for (;;) {
    job = awaitJob(queue(), job);
    enterQueue(queue());
    work(scratch);
    leaveQueue(queue());
  }
}

function run(tasks: i32, scratch: usize): void {
  openQueue(queue(), tasks);
  work(scratch);
  closeQueue(queue(), load<i32>(jobKind(), 4) === 1);
}

function work(scratch: usize): void {
  for (;;) {
    const task = takeTask(queue());
    if (task < 0) return;
    const kind = load<i32>(jobKind());
    if (kind === Job.Leaves) examineBlock(growth(), smaller(), larger(), rules(), task);
    else if (kind === Job.Rows) workOnBlock(rowJob(), task);
    else binColumn(binning(), task, scratch);
  }
}

export function setBinning(
  isDouble: bool,
  wide: bool,
  rows: i32,
  otherRows: i32,
  sample: usize,
  sampledRows: i32,
  maxBins: usize,
  nanIsZero: bool,
  minDataInBin: i32,
  minDataInSide: i32,
  values: usize,
  otherValues: usize,
  bounds: usize,
  boundCapacity: i32,
  columns: usize,
): void {
  const b = binning();
  b.isDouble = isDouble;
  b.wide = wide;
  b.rows = rows;
  b.otherRows = otherRows;
  b.sample = sample;
  b.sampledRows = sampledRows;
  b.maxBins = maxBins;
  b.nanIsZero = nanIsZero;
  b.minDataInBin = minDataInBin;
  b.minDataInSide = minDataInSide;
  b.values = values;
  b.otherValues = otherValues;
  b.bounds = bounds;
  b.boundCapacity = boundCapacity;
  b.columns = columns;
}

/** Bins a block of columns on all threads. */
export function binColumns(columns: i32, bins: usize, otherBins: usize, scratch: usize): void {
  binning().bins = bins;
  binning().otherBins = otherBins;
  store<i32>(jobKind(), Job.Binning);
  run(columns, scratch);
  store<i32>(jobKind(), Job.Leaves);
}

function runOnRows(): void {
  store<i32>(jobKind(), Job.Rows);
  run(rowJob().blocks, 0);
  store<i32>(jobKind(), Job.Leaves);
}

/**
 * Divides a leaf's rows in place, on all threads where there are many; see divideRows.
 *
 * @param spare [2, count] u32
 */
export function partition(
  wide: bool,
  rows: usize,
  spare: usize,
  count: i32,
  bins: usize,
  threshold: i32,
  missingBin: i32,
): i32 {
  if (!isWorthBlocks(count)) return partitionAlone(wide, rows, spare, count, bins, threshold, missingBin);
  const job = rowJob();
  setRows(job, RowTask.Divide, rows, count);
  job.wide = wide;
  job.spare = spare;
  job.bins = bins;
  job.threshold = threshold;
  job.missingBin = missingBin;
  runOnRows();
  job.task = RowTask.Join;
  runOnRows();
  return leftRows(job, job.blocks);
}

/** Copies the pairs of a leaf's rows to the front of `ordered`, on all threads where there are many. */
export function orderPairs(pairs: usize, rows: usize, count: i32, ordered: usize): void {
  if (!isWorthBlocks(count)) {
    orderPairsAlone(pairs, rows, count, ordered);
    return;
  }
  const job = rowJob();
  setRows(job, RowTask.Order, rows, count);
  job.values = pairs;
  job.ordered = ordered;
  runOnRows();
}

/** See squaredErrorGradients in gradients.ts; on all threads where there are many rows. */
export function squaredErrorGradients(
  scores: usize,
  targets: usize,
  weights: usize,
  pairs: usize,
  rows: i32,
): void {
  setGradients(rowJob(), RowTask.SquaredError, scores, targets, weights, pairs, rows);
  runOnRows();
}

/** See binaryGradients in class-gradients.ts; on all threads where there are many rows. */
export function binaryGradients(
  scores: usize,
  targets: usize,
  weights: usize,
  pairs: usize,
  rows: i32,
  positive: i32,
  sigmoid: f64,
  negativeWeight: f64,
  positiveWeight: f64,
): void {
  const job = rowJob();
  setGradients(job, RowTask.Binary, scores, targets, weights, pairs, rows);
  job.positive = positive;
  job.sigmoid = sigmoid;
  job.negativeWeight = negativeWeight;
  job.positiveWeight = positiveWeight;
  runOnRows();
}

/** Adds a leaf's value to the scores of its rows, on all threads where there are many. */
export function addLeafValue(scores: usize, rows: usize, count: i32, value: f64): void {
  if (!isWorthBlocks(count)) {
    addLeafValueAlone(scores, rows, count, value);
    return;
  }
  const job = rowJob();
  setRows(job, RowTask.AddValue, rows, count);
  job.values = scores;
  job.value = value;
  runOnRows();
}

export function setRules(
  l1: f64,
  l2: f64,
  minGain: f64,
  minHessian: f64,
  minRows: i32,
  hasUnitHessian: bool,
): void {
  const r = rules();
  r.l1 = l1;
  r.l2 = l2;
  r.minGain = minGain;
  r.minHessian = minHessian;
  r.minRows = minRows;
  r.hasUnitHessian = hasUnitHessian;
}

/**
 * @param features [features] of the tree
 * @param open [features] i32
 * @param candidates [2, features]
 * @param flags bytes from the start of a histogram to its flags
 */
export function setTree(
  wide: bool,
  features: usize,
  featureCount: i32,
  open: usize,
  candidates: usize,
  flags: usize,
): void {
  const g = growth();
  g.wide = wide;
  g.features = features;
  g.featureCount = featureCount;
  g.open = open;
  g.flags = flags;
  smaller().candidates = candidates;
  larger().candidates = candidates + <usize>featureCount * strideOf<Candidate>();
}

export function setFeature(
  slot: i32,
  bins: usize,
  place: usize,
  binCount: i32,
  mostFrequentBin: i32,
  hasMissingBin: bool,
  zeroBin: i32,
): void {
  const feature = featureAt(growth(), slot);
  feature.zeroBin = zeroBin;
  feature.bins = bins;
  feature.place = place;
  feature.binCount = binCount;
  feature.mostFrequentBin = mostFrequentBin;
  feature.hasMissingBin = hasMissingBin;
  feature.isCategorical = false;
}

/**
 * Says what counts of a feature where the rules are not plain; see Feature.
 *
 * @param random the address of the state of its draws, u32
 */
export function setFeatureRules(slot: i32, monotone: i32, gainFactor: f64, random: usize): void {
  const feature = featureAt(growth(), slot);
  feature.monotone = monotone;
  feature.gainFactor = gainFactor;
  feature.random = random;
}

/**
 * Makes a feature categorical.
 *
 * @param order memory for [binCount] i32, i32 and f64
 */
export function setCategorical(slot: i32, order: usize): void {
  const feature = featureAt(growth(), slot);
  feature.isCategorical = true;
  feature.order = order;
}

/**
 * Orders the bins of a categorical feature at the feature's `order`, in the same way as the search; returns
 * the number of bins.
 *
 * @param histogram of the leaf
 * @param rowsPerHessian rows of the leaf by its sum of hessians
 */
export function orderBins(slot: i32, histogram: usize, rowsPerHessian: f64): i32 {
  const feature = featureAt(growth(), slot);
  const sums = histogram + feature.place;
  return orderCategories(sums, feature.binCount, rules().categorySmoothing, rowsPerHessian, feature.order);
}

/** Sets the rules for splits of categorical features; see Rules. */
export function setCategoryRules(
  mostOneHot: i32,
  mostCategories: i32,
  minGroupRows: i32,
  categoryL2: f64,
  categorySmoothing: f64,
): void {
  const r = rules();
  r.mostOneHot = mostOneHot;
  r.mostCategories = mostCategories;
  r.minGroupRows = minGroupRows;
  r.categoryL2 = categoryL2;
  r.categorySmoothing = categorySmoothing;
}

/** Makes the rules plain, or says what else counts; see Rules. */
export function setConstraints(
  isPlain: bool,
  drawsThresholds: bool,
  isMonotone: bool,
  mostOutput: f64,
  smoothing: f64,
): void {
  const r = rules();
  r.isPlain = isPlain;
  r.drawsThresholds = drawsThresholds;
  r.isMonotone = isMonotone;
  r.mostOutput = mostOutput;
  r.smoothing = smoothing;
}

/**
 * Says what counts of a leaf where the rules are not plain or not every feature is allowed; see Leaf.
 *
 * @param isSmaller whether it is the smaller of the two leaves
 */
export function constrainLeaf(
  isSmaller: bool,
  allowed: usize,
  output: f64,
  bounds: usize,
  hasBoundsByThreshold: bool,
  monotoneFactor: f64,
): void {
  const leaf = isSmaller ? smaller() : larger();
  leaf.allowed = allowed;
  leaf.output = output;
  leaf.bounds = bounds;
  leaf.hasBoundsByThreshold = hasBoundsByThreshold;
  leaf.monotoneFactor = monotoneFactor;
}

export function setSmaller(
  gradient: f64,
  hessian: f64,
  count: i32,
  histogram: usize,
  isSearched: bool,
): void {
  setLeaf(smaller(), gradient, hessian, count, histogram, isSearched);
}

export function setLarger(gradient: f64, hessian: f64, count: i32, histogram: usize, isSearched: bool): void {
  setLeaf(larger(), gradient, hessian, count, histogram, isSearched);
}

function setLeaf(
  leaf: Leaf,
  gradient: f64,
  hessian: f64,
  count: i32,
  histogram: usize,
  isSearched: bool,
): void {
  leaf.gradient = gradient;
  leaf.hessian = hessian;
  leaf.count = count;
  leaf.histogram = histogram;
  leaf.isSearched = isSearched;
}

/**
 * Fills histograms and searches splits of the leaves set, on all threads: the smaller one's from its rows, the larger one's from
 * the parent's histogram, which becomes it. Where there is no larger one, its histogram is 0.
 */
export function examineLeaves(rows: usize, pairs: usize): void {
  const g = growth();
  g.rows = rows;
  g.pairs = pairs;
  const parent = larger().histogram === 0 ? smaller().histogram : larger().histogram;
  listOpenFeatures(g, parent);
  if (larger().histogram !== 0) {
    memory.copy(smaller().histogram + g.flags, parent + g.flags, g.featureCount);
  }
  run((g.openCount + BLOCK - 1) / BLOCK, 0);
}

/** Searches splits of the smaller of the leaves set, whose histogram is full, on all threads. */
export function searchSmaller(): void {
  const g = growth();
  g.rows = 0;
  listOpenFeatures(g, smaller().histogram);
  run((g.openCount + BLOCK - 1) / BLOCK, 0);
}

/** See bestCandidate. */
export function bestOfSmaller(best: usize): i32 {
  return bestCandidate(growth(), smaller(), rules(), best);
}

export function bestOfLarger(best: usize): i32 {
  return bestCandidate(growth(), larger(), rules(), best);
}
