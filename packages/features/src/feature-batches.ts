import { type FloatArray, type Matrix, matrix } from "@weightcast/core";
import { coreCount } from "@weightcast/runtime";
import type { WeightBlock, Zoo } from "@weightcast/zoo";
import { computeHere, type TakeResults } from "./compute/own-thread.js";
import { mostPoolThreads, ThreadPool } from "./compute/thread-pool.js";
import type { FeatureSet } from "./feature-set.js";

/** Features of some rows of a zoo. */
export interface FeatureBatch {
  /** Their numbers in the zoo. */
  readonly rows: Int32Array;
  /** [rows.length, columns of the set], of the set's element type; memory of its own. */
  readonly matrix: Matrix;
  /** [rows.length]: 1 where all of the row's weights are finite, else 0. */
  readonly finite: Uint8Array;
}

/** How features are computed. */
export interface FeatureOptions {
  /**
   * How many threads compute at most, beside the one that reads; 1: only this one does, as always where threads cannot share memory (a page
   * without cross-origin isolation) or rows are very long. Unless told, as many as there are cores where there is enough to do. Results
   * are the same.
   */
  readonly threads?: number | undefined;
}

/** Weights from which on threads are worth their start. */
const MANY_WEIGHTS = 2 ** 25;
/** Blocks that are computed while the next one is read. */
const BLOCKS_AHEAD = 2;

/**
 * Computes a feature set of the rows of a zoo, batch by batch: a zoo of any size passes through bounded memory, as blocks are read only
 * as batches are asked for, a few ahead. Whoever leaves before the end calls the iterator's `return`, as `for await` does: it
 * stops the threads.
 *
 * @param rows row numbers; batches come in their order, and ascending ones are read best
 * @throws RangeError where a number in `rows` is not a row of the zoo, the zoo has another number of parameters than the set's layout,
 * or `threads` is not a whole number above 0
 * @throws as `FeatureSet.extract` and reading the zoo do
 */
export async function* featureBatches(
  set: FeatureSet,
  zoo: Zoo,
  rows: Int32Array,
  options: FeatureOptions = {},
): AsyncGenerator<FeatureBatch, void, undefined> {
  const threads = chooseThreads(set, rows.length, options);
  const pool = threads > 1 ? new ThreadPool(set.program, threads, rows.length) : undefined;

  /** Keeps its promise when the block's memory is no longer needed. */
  const startBatch = async ({ rows, weights }: WeightBlock) => {
    const length = rows.length * set.columns.length;
    const data: FloatArray = set.elementType === "f32" ? new Float32Array(length) : new Float64Array(length);
    const features = matrix(data, rows.length, set.columns.length);
    const finite = new Uint8Array(rows.length);
    const take: TakeResults = (first, _, results, finiteRows) => {
      set.writeResults(results, features, first);
      finite.set(finiteRows, first);
    };
    set.copyParts(weights, features, { metrics: zoo.metrics, rows });
    const batch: FeatureBatch = { rows, matrix: features, finite };
    if (pool === undefined) {
      computeHere(set.program, weights, take);
      return { batch, done: Promise.resolve() };
    }
    const { done } = await pool.start(weights, take);
    return { batch, done };
  };

  const underWay: { readonly batch: FeatureBatch; readonly done: Promise<unknown> }[] = [];
  const finishOldest = async () => {
    const { batch, done } = underWay.shift()!;
    await done;
    return batch;
  };
  try {
    for await (const block of zoo.blocks({ rows, reuse: true })) {
      underWay.push(await startBatch(block));
      if (pool === undefined || underWay.length > BLOCKS_AHEAD) yield await finishOldest();
    }
    while (underWay.length > 0) yield await finishOldest();
  } finally {
    await pool?.stop();
  }
}

function chooseThreads({ program }: FeatureSet, rows: number, { threads }: FeatureOptions): number {
  if (threads !== undefined && !(Number.isInteger(threads) && threads > 0)) {
    throw new RangeError(`${threads} threads were asked for`);
  }
  const wanted = threads ?? (rows * program.parameters < MANY_WEIGHTS ? 1 : coreCount());
  return Math.min(wanted, mostPoolThreads(program));
}
