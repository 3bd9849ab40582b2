import type { Matrix } from "@weightcast/core";
import type { BoostingMemory } from "../growth/boosting-memory.js";
import { RandomDraws } from "../growth/random-draws.js";
import { Threads } from "../kernels/threads.js";
import type { ResolvedParameters } from "../parameters/resolve.js";
import { type CategoryBins, findCategoryBins } from "./category-bins.js";
import { ColumnBlock, leastInSide } from "./column-block.js";
import { type ColumnSource, columnOf, columnsOf } from "./column-source.js";
import type { SparseMatrix } from "./sparse-matrix.js";

/** A feature that trees can be split on. */
export interface BinnedFeature {
  /** The feature's column in the matrix. */
  readonly index: number;
  /**
   * [bins]: the largest value of each bin. Where NaN has a bin, it is the last one and its bound is NaN. The bins of a categorical feature
   * have no bounds: all are NaN.
   */
  readonly upperBounds: Float64Array;
  /** Whether NaN has a bin of its own; if not, NaN counts as zero. */
  readonly hasMissingBin: boolean;
  /** The bin of zeros if zeros count as missing values; otherwise undefined. */
  readonly zeroBin?: number | undefined;
  /**
   * The bin that holds most rows if it holds nearly all of them, otherwise the bin of zero. Its sums are not
   * read from the rows but derived from the totals.
   */
  readonly mostFrequentBin: number;
  readonly least: number;
  readonly most: number;
  /** [bins]: the category of each bin of a categorical feature, -1 for bin 0; undefined at a numerical one. */
  readonly categories?: Int32Array | undefined;
}

/** The bins of one matrix in a kernel memory: [columns, rows] u8 or u16. */
interface Bins {
  readonly start: number;
  readonly rows: number;
}

/** The bins of the training rows and of the held-out rows. */
export interface BinnedMatrix {
  /** Whether a bin takes two bytes. */
  readonly isWide: boolean;
  readonly training: Bins;
  readonly held: Bins;
  /** The features in the order of their columns, without those that no threshold divides. */
  readonly features: readonly BinnedFeature[];
  /** The threads that compute the bins and then grow trees; the caller stops them. */
  readonly threads: Threads;
}

/**
 * Bins x [rows, columns] and matrices of rows held out [rows, columns], whose rows follow each other.
 *
 * @param categoricalColumns the columns whose values are categories
 * @param threads how many share the work
 * @param pause awaited now and then; may throw to stop
 */
export async function binMatrix(
  memory: BoostingMemory,
  x: Matrix | SparseMatrix,
  held: readonly (Matrix | SparseMatrix)[],
  parameters: ResolvedParameters,
  categoricalColumns: readonly number[],
  seed: number,
  threads: number,
  pause: () => Promise<void>,
): Promise<BinnedMatrix> {
  const { bin_construct_sample_cnt: mostSampled, max_bin_by_feature } = parameters;
  const source = columnsOf(x);
  const sample = x.rows <= mostSampled ? undefined : new RandomDraws(seed).sample(x.rows, mostSampled);
  const categorical = findCategories(source, sample, parameters, categoricalColumns);
  const mostCategories = Array.from(categorical.values(), (bins) => bins?.categories.length ?? 0);
  const mostBins = [...(max_bin_by_feature.length > 0 ? max_bin_by_feature : [parameters.max_bin])];
  const isWide = [...mostBins, ...mostCategories].some((count) => count > 256);
  const heldRows = held.reduce((sum, { rows }) => sum + rows, 0);
  const size = isWide ? 2 : 1;
  const training = { start: memory.allocate(x.rows * x.columns * size), rows: x.rows };
  const other = { start: memory.allocate(heldRows * x.columns * size), rows: heldRows };
  const data = { isWide, training, held: other };
  return memory.borrow(async () => {
    const block = new ColumnBlock(
      memory,
      source,
      held.map(columnsOf),
      parameters,
      isWide,
      sample,
      categorical,
    );
    const scratches = Array.from({ length: threads }, () => block.allocateScratch());
    const pool = new Threads(memory, scratches.slice(1));
    try {
      const features: BinnedFeature[] = [];
      for (let first = 0; first < x.columns; first += block.columns) {
        await pause();
        const binned = block.bin(
          first,
          training.start + first * x.rows * size,
          other.start + first * heldRows * size,
          scratches[0]!,
        );
        features.push(...binned);
      }
      return { ...data, features, threads: pool };
    } catch (error) {
      pool.stop();
      throw error;
    }
  });
}

/** The bins of each categorical column; undefined for one that is of no use. */
function findCategories(
  source: ColumnSource,
  sample: Int32Array | undefined,
  parameters: ResolvedParameters,
  columns: readonly number[],
): Map<number, CategoryBins | undefined> {
  const { min_data_in_bin, max_bin, max_bin_by_feature } = parameters;
  const least = leastInSide(parameters, sample?.length ?? source.rows, source.rows);
  return new Map(
    columns.map((column) => {
      const limits = { min_data_in_bin, max_bin: max_bin_by_feature[column] ?? max_bin };
      return [column, findCategoryBins(columnOf(source, column, sample), limits, least)];
    }),
  );
}
