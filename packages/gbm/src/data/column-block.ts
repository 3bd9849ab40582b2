import type { BoostingMemory } from "../growth/boosting-memory.js";
import type { ResolvedParameters } from "../parameters/resolve.js";
import type { BinnedFeature } from "./binned-matrix.js";
import { binCategories, type CategoryBins } from "./category-bins.js";
import type { ColumnSource } from "./column-source.js";

/**
 * The approximate size in bytes of the blocks in which columns are gathered; a block has at least the columns
 * of a cache line of f32.
 */
const BLOCK_BYTES = 4 << 20;
const LINE_COLUMNS = 16;
const MOST_BLOCK_COLUMNS = 64;

/**
 * The minimum number of rows of the sample that a threshold must leave on each side for a feature to be kept;
 * undefined to keep every feature.
 */
export function leastInSide(
  { min_data_in_leaf, feature_pre_filter }: ResolvedParameters,
  sampled: number,
  rows: number,
): number | undefined {
  return feature_pre_filter ? Math.trunc((min_data_in_leaf * sampled) / rows) : undefined;
}

/** Columns that are binned together: where their values and what is found of them lie. */
export class ColumnBlock {
  readonly columns: number;
  private readonly values: number;
  private readonly heldValues: number;
  private readonly bounds: number;
  private readonly boundCapacity: number;
  private readonly found: number;
  private readonly sampledRows: number;
  private readonly isDouble: boolean;
  private readonly heldRows: number;
  /** The address of the largest numbers of bins of the block's columns. */
  private readonly limits: number;

  /**
   * @param drawn the rows that bins are found on; all where undefined
   * @param categorical the bins of the categorical columns
   */
  constructor(
    private readonly memory: BoostingMemory,
    private readonly x: ColumnSource,
    private readonly held: readonly ColumnSource[],
    private readonly parameters: ResolvedParameters,
    private readonly isWide: boolean,
    drawn: Int32Array | undefined,
    private readonly categorical: ReadonlyMap<number, CategoryBins | undefined>,
  ) {
    const { max_bin, max_bin_by_feature, min_data_in_bin, use_missing, zero_as_missing } = parameters;
    const { kernels } = memory;
    const isDouble = [x, ...held].some((part) => part.isDouble);
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
    const mostBins = max_bin_by_feature.reduce((most, bins) => Math.max(most, bins), max_bin);
    this.boundCapacity = Math.min(mostBins, this.sampledRows + 2) + 2;
    this.limits = memory.allocate(4 * this.columns);
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
      this.limits,
      !use_missing || zero_as_missing,
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
    const { memory, parameters } = this;
    const { max_bin, max_bin_by_feature } = parameters;
    const count = Math.min(this.columns, this.x.columns - first);
    const limits = memory.i32(this.limits, count);
    for (let k = 0; k < count; k++) limits[k] = max_bin_by_feature[first + k] ?? max_bin;
    this.gather([this.x], first, count, this.values, this.x.rows);
    this.gather(this.held, first, count, this.heldValues, this.heldRows);
    memory.kernels.binColumns(count, bins, heldBins, scratch);
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
  private gather(
    parts: readonly ColumnSource[],
    first: number,
    count: number,
    to: number,
    allRows: number,
  ): void {
    const { memory } = this;
    const values = this.isDouble ? memory.f64(to, count * allRows) : memory.f32(to, count * allRows);
    let begin = 0;
    for (const part of parts) {
      part.gather(first, count, values, allRows, begin);
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
    const { memory, parameters } = this;
    const bytes = memory.kernels.columnBytes();
    const start = this.found + column * bytes;
    const [least, most] = memory.f64(start, 2);
    const [binCount, hasMissingBin, mostFrequentBin] = memory.i32(start + 16, 3);
    if (binCount === 0) return undefined;
    const bounds = memory.f64(this.bounds + column * this.boundCapacity * 8, binCount!);
    // As in LightGBM, zeros count as missing only where there are other bins to part.
    const zeroIsMissing = parameters.use_missing && parameters.zero_as_missing && binCount! > 2;
    return {
      index,
      upperBounds: Float64Array.from(bounds),
      hasMissingBin: hasMissingBin === 1,
      mostFrequentBin: mostFrequentBin!,
      ...(zeroIsMissing ? { zeroBin: bounds.findIndex((bound) => bound >= 0) } : {}),
      least: least!,
      most: most!,
    };
  }
}
