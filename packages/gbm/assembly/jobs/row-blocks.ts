import { divideRows } from "../growth/row-partition";
import { binaryGradients } from "../objectives/class-gradients";
import { addLeafValue, orderPairs, squaredErrorGradients } from "../objectives/gradients";

/** What is done with the rows of a leaf, block by block. */
export enum RowTask {
  /** Divide the rows of each block. */
  Divide,
  /** Copy the sides of the blocks to the sides of the leaf. */
  Join,
  Order,
  AddValue,
  SquaredError,
  Binary,
}

/** A job on the rows of a leaf: [count] u32 at `rows`. */
@unmanaged
export class RowJob {
  task: RowTask;
  rows: usize;
  count: i32;
  /** Bytes of a block of row numbers. */
  blockBytes: usize;
  blocks: i32;
  /** To divide: how a row is divided, see divideRows, and memory for the sides, [2, count] u32. */
  wide: bool;
  bins: usize;
  threshold: i32;
  missingBin: i32;
  spare: usize;
  /** To order: the pairs of all rows, and where those of the leaf's rows go. To add: the scores of all rows. */
  values: usize;
  ordered: usize;
  /** To add: the value of the leaf. */
  value: f64;
  /** For gradients: the targets, weights and pairs of all rows, whose scores are at `values`, and what binaryGradients takes besides. */
  targets: usize;
  weights: usize;
  pairs: usize;
  positive: i32;
  sigmoid: f64;
  negativeWeight: f64;
  positiveWeight: f64;
}

/** Fewest rows of a block: with fewer, handing out blocks takes longer than another thread saves. */
const LEAST_ROWS: i32 = 16384;
const MOST_BLOCKS: i32 = 64;

/** Bytes before the left rows of each block, at least those of a RowJob. */
const JOB_BYTES: usize = 192;

/** The size of a job in bytes, with the left rows of each block behind it. */
export const ROW_JOB_BYTES: usize = JOB_BYTES + 4 * <usize>MOST_BLOCKS;

/** Whether rows are worth several threads. */
export function isWorthBlocks(count: i32): bool {
  return ASC_FEATURE_THREADS && count >= 2 * LEAST_ROWS;
}

/** Sets the rows of a job, and the blocks that they are divided into. */
export function setRows(job: RowJob, task: RowTask, rows: usize, count: i32): void {
  const size = max(LEAST_ROWS, (count + MOST_BLOCKS - 1) / MOST_BLOCKS);
  job.task = task;
  job.rows = rows;
  job.count = count;
  job.blockBytes = (<usize>size) << 2;
  job.blocks = (count + size - 1) / size;
}

/** Sets the arrays of a job that computes gradients of all rows. */
export function setGradients(
  job: RowJob,
  task: RowTask,
  scores: usize,
  targets: usize,
  weights: usize,
  pairs: usize,
  rows: i32,
): void {
  setRows(job, task, 0, rows);
  job.values = scores;
  job.targets = targets;
  job.weights = weights;
  job.pairs = pairs;
}

/** Computes the gradients of `count` rows, whose f32 entries begin `offset` bytes after those of all rows. */
function computeGradients(job: RowJob, offset: usize, count: i32): void {
  const scores = job.values + 2 * offset;
  const targets = job.targets + offset;
  const weights = job.weights === 0 ? 0 : job.weights + offset;
  const pairs = job.pairs + 2 * offset;
  if (job.task === RowTask.SquaredError) {
    squaredErrorGradients(scores, targets, weights, pairs, count);
    return;
  }
  binaryGradients(
    scores,
    targets,
    weights,
    pairs,
    count,
    job.positive,
    job.sigmoid,
    job.negativeWeight,
    job.positiveWeight,
  );
}

function leftRowsOf(job: RowJob, block: i32): usize {
  return changetype<usize>(job) + JOB_BYTES + ((<usize>block) << 2);
}

/** How many rows of the first blocks go left. */
export function leftRows(job: RowJob, blocks: i32): i32 {
  let left = 0;
  for (let block = 0; block < blocks; block++) left += load<i32>(leftRowsOf(job, block));
  return left;
}

/** Does a job for one block of its rows. */
export function workOnBlock(job: RowJob, block: i32): void {
  const offset = <usize>block * job.blockBytes;
  const bytes = min(job.blockBytes, ((<usize>job.count) << 2) - offset);
  const rows = job.rows + offset;
  const count = <i32>(bytes >> 2);
  switch (job.task) {
    case RowTask.Divide: {
      const left = job.wide
        ? divideRows<u16>(
            rows,
            count,
            leftOf(job, offset),
            rightOf(job, offset),
            job.bins,
            job.threshold,
            job.missingBin,
          )
        : divideRows<u8>(
            rows,
            count,
            leftOf(job, offset),
            rightOf(job, offset),
            job.bins,
            job.threshold,
            job.missingBin,
          );
      store<i32>(leftRowsOf(job, block), left);
      break;
    }
    case RowTask.Join: {
      const left = (<usize>load<i32>(leftRowsOf(job, block))) << 2;
      const before = (<usize>leftRows(job, block)) << 2;
      const all = (<usize>leftRows(job, job.blocks)) << 2;
      memory.copy(job.rows + before, leftOf(job, offset), left);
      memory.copy(job.rows + all + offset - before, rightOf(job, offset), bytes - left);
      break;
    }
    case RowTask.Order:
      orderPairs(job.values, rows, count, job.ordered + 2 * offset);
      break;
    case RowTask.AddValue:
      addLeafValue(job.values, rows, count, job.value);
      break;
    default:
      computeGradients(job, offset, count);
  }
}

function leftOf(job: RowJob, offset: usize): usize {
  return job.spare + offset;
}

function rightOf(job: RowJob, offset: usize): usize {
  return job.spare + ((<usize>job.count) << 2) + offset;
}
