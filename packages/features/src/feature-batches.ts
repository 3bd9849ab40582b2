import {
  type FloatArray,
  type Matrix,
  matrix,
  type ProgressListener,
  throwIfCancelled,
} from "@weightcast/core";
import { coreCount, takeTurns } from "@weightcast/runtime";
import type { WeightBlock, Zoo } from "@weightcast/zoo";
import type { AskedSessions } from "./asked-sessions.js";
import { computeHere, type TakeResults } from "./compute/own-thread.js";
import { mostPoolThreads, ThreadPool } from "./compute/thread-pool.js";
import { FEATURE_WORK, type FeatureSet } from "./feature-set.js";
import { firstCheckpoints } from "./first-checkpoints.js";

/** Features of some rows of a zoo. */
export interface FeatureBatch {
  /** The numbers of the rows in the zoo. */
  readonly rows: Int32Array;
  /** [rows.length, columns of the set], of the set's element type; memory of its own. */
  readonly matrix: Matrix;
  /** [rows.length]: 1 where all weights of the row are finite, else 0. */
  readonly finite: Uint8Array;
}

/** Options of computing the features of a zoo. */
export interface FeatureOptions {
  /**
   * The number of threads that compute, beside the thread that reads; with 1, the reading thread computes
   * too. By default as many as there are cores where there is enough work, else 1. Statistics and norms are
   * computed on one thread where threads cannot share memory (a page without cross-origin isolation) and
   * where rows are very long. Results do not depend on the number of threads.
   */
  readonly threads?: number | undefined;
  /** Ends the computation with a CancelledError. */
  readonly signal?: AbortSignal | undefined;
  /** Called after each batch with the stage `features`; the unit of the counts is rows. */
  readonly onProgress?: ProgressListener | undefined;
}

/** The least number of weights for which it is worth starting threads. */
const MANY_WEIGHTS = 2 ** 25;
/** The number of blocks that are computed while the next one is read. */
const BLOCKS_AHEAD = 2;

/** A batch whose features are complete once its promise is fulfilled. */
interface PendingBatch {
  readonly batch: FeatureBatch;
  readonly done: Promise<unknown>;
}

/**
 * Computes a feature set of rows of a zoo, batch by batch. A zoo of any size passes through bounded memory: blocks are read only
 * as batches are asked for, a few ahead. Who leaves the iteration before its end calls the iterator's `return`, as `for await` does;
 * that stops the threads.
 *
 * @param rows row numbers; batches come in their order, and ascending rows are read fastest
 * @throws RangeError where a number in `rows` is not a row of the zoo, the zoo has another number of parameters than the set's layout,
 * or `threads` is not a whole number above 0
 * @throws UsageError if the set compares checkpoints with the first ones of their runs, and each run has one checkpoint
 * @throws CancelledError once `signal` is aborted
 * @throws what `FeatureSet.extract` and reading the zoo throw
 */
export async function* featureBatches(
  set: FeatureSet,
  zoo: Zoo,
  rows: Int32Array,
  options: FeatureOptions = {},
): AsyncGenerator<FeatureBatch, void, undefined> {
  const { signal, onProgress } = options;
  throwIfCancelled(signal, FEATURE_WORK);
  requireThreads(options.threads);
  const threads = Math.min(wantedThreads(set, rows.length, options), mostPoolThreads(set.program));
  const pause = takeTurns(signal, FEATURE_WORK);
  const firstsOf = set.needsFirstCheckpoints ? firstCheckpoints(zoo, set.name, signal) : undefined;
  const pool = threads > 1 ? new ThreadPool(set.program, threads, rows.length) : undefined;
  let sessions: AskedSessions | undefined;

  /** The promise is fulfilled when the block's memory is no longer needed. */
  const startBatch = async (asked: AskedSessions, { rows, weights }: WeightBlock): Promise<PendingBatch> => {
    const length = rows.length * set.columns.length;
    const data: FloatArray = set.elementType === "f32" ? new Float32Array(length) : new Float64Array(length);
    const features = matrix(data, rows.length, set.columns.length);
    const finite = new Uint8Array(rows.length);
    const batch: FeatureBatch = { rows, matrix: features, finite };
    const take: TakeResults = (first, _, results, finiteRows) => {
      set.writeResults(results, features, first);
      finite.set(finiteRows, first);
    };
    const hyperparameters = { metrics: zoo.metrics, rows };
    const block = set.prepareBlock(weights, features, { hyperparameters, origins: await firstsOf?.(rows) });
    set.copyParts(block, features);
    if (pool === undefined) {
      computeHere(set.program, weights, take);
      await asked.compute(block, features);
      return { batch, done: Promise.resolve() };
    }
    const { done } = await pool.start(weights, take);
    await asked.compute(block, features);
    return { batch, done };
  };

  let doneRows = 0;
  const underWay: PendingBatch[] = [];
  const finishOldest = async (): Promise<FeatureBatch | undefined> => {
    const oldest = underWay.shift();
    if (oldest === undefined) return undefined;
    await oldest.done;
    doneRows += oldest.batch.rows.length;
    onProgress?.({ stage: "features", done: doneRows, total: rows.length, unit: "rows" });
    return oldest.batch;
  };
  try {
    sessions = await set.openSessions({ threads: options.threads ?? coreCount(), signal });
    for await (const block of zoo.blocks({ rows, reuse: true, signal })) {
      await pause();
      underWay.push(await startBatch(sessions, block));
      if (pool !== undefined && underWay.length <= BLOCKS_AHEAD) continue;
      const batch = await finishOldest();
      if (batch !== undefined) yield batch;
    }
    for (let batch = await finishOldest(); batch !== undefined; batch = await finishOldest()) {
      throwIfCancelled(signal, FEATURE_WORK);
      yield batch;
    }
  } finally {
    await Promise.all([pool?.stop(), sessions?.close()]);
  }
}

function wantedThreads({ program }: FeatureSet, rows: number, { threads }: FeatureOptions): number {
  return threads ?? (rows * program.parameters < MANY_WEIGHTS ? 1 : coreCount());
}

function requireThreads(threads: number | undefined): void {
  if (threads !== undefined && !(Number.isInteger(threads) && threads > 0)) {
    throw new RangeError(`${threads} threads were asked for; expected a whole number above 0`);
  }
}
