import type { FloatArray, Matrix } from "@weightcast/core";
import type { BoostingMemory } from "../growth/boosting-memory.js";
import { RandomDraws } from "../growth/random-draws.js";
import { Threads } from "../kernels/threads.js";
import type { ResolvedParameters } from "../parameters/resolve.js";
import { binCategories, type CategoryBins, findCategoryBins } from "./category-bins.js";

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
export interface Bins {
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

/** The number of rows from which bins are found; LightGBM's bin_construct_sample_cnt. */
const SAMPLE_ROWS = 200_000;

/**
 * The approximate size in bytes of the blocks in which columns are gathered; a block has at least the columns
 * of a cache line of f32.
 */
const BLOCK_BYTES = 4 << 20;
const LINE_COLUMNS = 16;
const MOST_BLOCK_COLUMNS = 64;

/**
 * Bins x [rows, columns] and matrices of rows held out [rows, columns], whose rows follow each other.
 *
 * @param categoricalColumns the columns whose values are categories
 * @param threads how many share the work
 * @param pause awaited now and then; may throw to stop
 */
export async function binMatrix(
  memory: BoostingMemory,
  x: Matrix,
  held: readonly Matrix[],
  parameters: ResolvedParameters,
  categoricalColumns: readonly number[],
  seed: number,
  threads: number,
  pause: () => Promise<void>,
): Promise<BinnedMatrix> {
  const sample = x.rows <= SAMPLE_ROWS ? undefined : new RandomDraws(seed).sample(x.rows, SAMPLE_ROWS);
  const categorical = findCategories(x, sample, parameters, categoricalColumns);
  const mostCategories = Array.from(categorical.values(), (bins) => bins?.categories.length ?? 0);
  const isWide = parameters.max_bin > 256 || mostCategories.some((count) => count > 256);
  const heldRows = held.reduce((sum, { rows }) => sum + rows, 0);
  const size = isWide ? 2 : 1;
  const training = { start: memory.allocate(x.rows * x.columns * size), rows: x.rows };
  const other = { start: memory.allocate(heldRows * x.columns * size), rows: heldRows };
  const data = { isWide, training, held: other };
  return memory.borrow(async () => {
    const block = new ColumnBlock(memory, x, held, parameters, isWide, sample, categorical);
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

/**
 * The minimum number of rows of the sample that a threshold must leave on each side for a feature to be kept;
 * undefined to keep every feature.
 */
function leastInSide(
  { min_data_in_leaf, feature_pre_filter }: ResolvedParameters,
  sampled: number,
  rows: number,
): number | undefined {
  return feature_pre_filter ? Math.trunc((min_data_in_leaf * sampled) / rows) : undefined;
}

/** The bins of each categorical column; undefined for a column that no split can use. */
function findCategories(
  { data, rows, stride }: Matrix,
  sample: Int32Array | undefined,
  parameters: ResolvedParameters,
  columns: readonly number[],
): Map<number, CategoryBins | undefined> {
  const count = sample?.length ?? rows;
  const least = leastInSide(parameters, count, rows);
  return new Map(
    columns.map((column) => {
      const values = Float64Array.from(
        { length: count },
        (_, i) => data[(sample?.[i] ?? i) * stride + column]!,
      );
      return [column, findCategoryBins(values, parameters, least)];
    }),
  );
}

/** A block of columns that are binned together, and the addresses of their values and results. */
class ColumnBlock {
  readonly columns: number;
  private readonly values: number;
  private readonly heldValues: number;
  private readonly bounds: number;
  private readonly boundCapacity: number;
  private readonly found: number;
  private readonly sampledRows: number;
  private readonly isDouble: boolean;
  private readonly heldRows: number;

  constructor(
    private readonly memory: BoostingMemory,
    private readonly x: Matrix,
    private readonly held: readonly Matrix[],
    parameters: ResolvedParameters,
    private readonly isWide: boolean,
    drawn: Int32Array | undefined,
    private readonly categorical: ReadonlyMap<number, CategoryBins | undefined>,
  ) {
    const { max_bin, min_data_in_bin } = parameters;
    const { kernels } = memory;
    const isDouble = [x, ...held].some(({ data }) => data instanceof Float64Array);
    this.isDouble = isDouble;
    const heldRows = held.reduce((sum, { rows }) => sum + rows, 0);
    this.heldRows = heldRows;
    const valueBytes = isDouble ? 8 : 4;
    const rowBytes = (x.rows + heldRows) * valueBytes;
    const lines = Math.max(1, Math.floor(BLOCK_BYTES / (rowBytes * LINE_COLUMNS)));
    this.columns = Math.min(x.columns, MOST_BLOCK_COLUMNS, lines * LINE_COLUMNS);
    this.sampledRows = drawn?.length ?? x.rows;
    const sample = drawn === undefined ? 0 : memory.allocate(4 * drawn.length);
    if (drawn !== undefined) memory.i32(sample, drawn.length).set(drawn);
    this.boundCapacity = Math.min(max_bin, this.sampledRows + 2) + 2;
    this.values = memory.allocate(this.columns * x.rows * valueBytes);
    this.heldValues = memory.allocate(this.columns * heldRows * valueBytes);
    this.bounds = memory.allocate(this.columns * this.boundCapacity * 8);
    this.found = memory.allocate(this.columns * kernels.columnBytes());
    kernels.setBinning(
      isDouble,
      isWide,
      x.rows,
      heldRows,
      sample,
      this.sampledRows,
      max_bin,
      min_data_in_bin,
      leastInSide(parameters, this.sampledRows, x.rows) ?? 0,
      this.values,
      this.heldValues,
      this.bounds,
      this.boundCapacity,
      this.found,
    );
  }

  allocateScratch(): number {
    const { kernels } = this.memory;
    return this.memory.allocate(kernels.binningScratchBytes(this.sampledRows, this.boundCapacity));
  }

  /** Bins the columns from `first` on and writes them to the given addresses. */
  bin(first: number, bins: number, heldBins: number, scratch: number): BinnedFeature[] {
    const count = Math.min(this.columns, this.x.columns - first);
    this.gather([this.x], first, count, this.values, this.x.rows);
    this.gather(this.held, first, count, this.heldValues, this.heldRows);
    this.memory.kernels.binColumns(count, bins, heldBins, scratch, this.memory.canSleep);
    const features: BinnedFeature[] = [];
    for (let column = 0; column < count; column++) {
      const index = first + column;
      const feature = this.categorical.has(index)
        ? this.binCategorical(column, index, bins, heldBins)
        : this.featureOf(column, index);
      if (feature !== undefined) features.push(feature);
    }
    return features;
  }

  /** Writes `count` columns from `first` on, those of all matrices one below the other: [count, allRows]. */
  private gather(parts: readonly Matrix[], first: number, count: number, to: number, allRows: number): void {
    const { memory } = this;
    const values = this.isDouble ? memory.f64(to, count * allRows) : memory.f32(to, count * allRows);
    let begin = 0;
    for (const part of parts) {
      gatherColumns(part, first, count, values, allRows, begin);
      begin += part.rows;
    }
  }

  /** Bins a categorical column and replaces what the kernel wrote for it. */
  private binCategorical(
    column: number,
    index: number,
    bins: number,
    heldBins: number,
  ): BinnedFeature | undefined {
    const { memory, x, heldRows, isWide, isDouble } = this;
    const found = this.categorical.get(index);
    if (found === undefined) return undefined;
    for (const [values, rows, place] of [
      [this.values, x.rows, bins],
      [this.heldValues, heldRows, heldBins],
    ] as const) {
      const at = values + column * rows * (isDouble ? 8 : 4);
      const to = place + column * rows * (isWide ? 2 : 1);
      binCategories(
        found,
        isDouble ? memory.f64(at, rows) : memory.f32(at, rows),
        isWide ? new Uint16Array(memory.memory.buffer, to, rows) : memory.u8(to, rows),
      );
    }
    const { categories, hasMissing, mostFrequentBin } = found;
    return {
      index,
      upperBounds: new Float64Array(categories.length).fill(Number.NaN),
      hasMissingBin: hasMissing,
      mostFrequentBin,
      least: Number.NaN,
      most: Number.NaN,
      categories,
    };
  }

  private featureOf(column: number, index: number): BinnedFeature | undefined {
    const { memory } = this;
    const bytes = memory.kernels.columnBytes();
    const start = this.found + column * bytes;
    const [least, most] = memory.f64(start, 2);
    const [binCount, hasMissingBin, mostFrequentBin] = memory.i32(start + 16, 3);
    if (binCount === 0) return undefined;
    const bounds = memory.f64(this.bounds + column * this.boundCapacity * 8, binCount!);
    return {
      index,
      upperBounds: Float64Array.from(bounds),
      hasMissingBin: hasMissingBin === 1,
      mostFrequentBin: mostFrequentBin!,
      least: least!,
      most: most!,
    };
  }
}

function gatherColumns(
  { data, rows, stride }: Matrix,
  first: number,
  count: number,
  values: FloatArray,
  allRows: number,
  begin: number,
): void {
  for (let row = 0; row < rows; row++) {
    const start = row * stride + first;
    for (let k = 0; k < count; k++) values[k * allRows + begin + row] = data[start + k]!;
  }
}
