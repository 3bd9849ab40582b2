import { partitionAlone } from "../by-element-type";
import { addLeafValue as addLeafValueAlone, orderPairs as orderPairsAlone } from "../objectives/gradients";
import { run } from "./jobs";
import { isWorthBlocks, leftRows, RowTask, setGradients, setRows } from "./row-blocks";
import { Job, jobKind, rowJob } from "./shared-data";

// Work on the rows of a leaf, or of all leaves, by all threads where there are many rows.

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
