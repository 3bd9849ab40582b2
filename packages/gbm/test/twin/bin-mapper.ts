import type { BinnedFeature } from "../../src/data/binned-matrix.js";
import { boundsWithZeroBin, sameDouble, type ValueCounts, ZERO_THRESHOLD } from "./bin-bounds.js";

/** How the values of one feature map to bins. */
export type BinMapper = Omit<BinnedFeature, "index">;

export interface BinningRules {
  readonly maxBins: number;
  readonly minDataInBin: number;
  /** A feature without a threshold that leaves this many rows on each side is of no use. */
  readonly minDataInSide: number;
}

/** LightGBM's kSparseThreshold. */
const SPARSE_SHARE = 0.7;

/**
 * The bins of one column (LightGBM's BinMapper::FindBin), or undefined where no threshold could divide its rows.
 *
 * @param sample its values in any order; zeros and NaN included; sorted in place
 */
export function findBins(sample: Float32Array | Float64Array, rules: BinningRules): BinMapper | undefined {
  const { column, zeros, missing } = countValues(sample);
  const hasMissingBin = missing > 0;
  const bounds = boundsWithZeroBin(column, rules.maxBins - (hasMissingBin ? 1 : 0), rules.minDataInBin);
  if (hasMissingBin) bounds.push(Number.NaN);
  if (bounds.length < 2) return undefined;

  const upperBounds = Float64Array.from(bounds);
  const zeroBin = binOf(0, upperBounds, hasMissingBin);
  const rowsInBin = new Int32Array(bounds.length);
  for (let i = 0, bin = 0; i < column.values.length; i++) {
    while (column.values[i]! > upperBounds[bin]!) bin++;
    rowsInBin[bin]! += column.counts[i]!;
  }
  rowsInBin[zeroBin]! += zeros;
  if (hasMissingBin) rowsInBin[bounds.length - 1] = missing;
  if (!canDivide(rowsInBin, sample.length, rules.minDataInSide)) return undefined;

  const fullest = rowsInBin.indexOf(rowsInBin.reduce((most, rows) => Math.max(most, rows)));
  const { values } = column;
  const withZero = zeros > 0 || values.length === 0;
  return {
    upperBounds,
    hasMissingBin,
    mostFrequentBin: rowsInBin[fullest]! / sample.length >= SPARSE_SHARE ? fullest : zeroBin,
    least: withZero ? Math.min(0, values[0] ?? 0) : values[0]!,
    most: withZero ? Math.max(0, values.at(-1) ?? 0) : values.at(-1)!,
  };
}

/** The bin of `value`; NaN in a feature without a bin for it counts as zero. */
export function binOf(value: number, upperBounds: Float64Array, hasMissingBin: boolean): number {
  let last = upperBounds.length - 1;
  if (hasMissingBin) {
    if (Number.isNaN(value)) return last;
    last--;
  }
  const sought = Number.isNaN(value) ? 0 : value;
  let first = 0;
  while (first < last) {
    const middle = (first + last - 1) >> 1;
    if (sought <= upperBounds[middle]!) last = middle;
    else first = middle + 1;
  }
  return first;
}

interface CountedColumn {
  readonly column: ValueCounts;
  readonly zeros: number;
  readonly missing: number;
}

function countValues(sample: Float32Array | Float64Array): CountedColumn {
  sample.sort();
  const values = new Float64Array(sample.length);
  const counts = new Int32Array(sample.length);
  let distinct = 0;
  let zeros = 0;
  let end = sample.length;
  // NaN sorts last.
  while (end > 0 && Number.isNaN(sample[end - 1]!)) end--;
  for (let i = 0; i < end; i++) {
    const value = sample[i]!;
    if (Math.abs(value) <= ZERO_THRESHOLD) {
      zeros++;
      continue;
    }
    // Doubles that differ in the last bit are one value, the larger.
    if (distinct > 0 && sameDouble(values[distinct - 1]!, value)) distinct--;
    values[distinct] = value;
    counts[distinct]!++;
    distinct++;
  }
  const column = { values: values.subarray(0, distinct), counts: counts.subarray(0, distinct) };
  return { column, zeros, missing: sample.length - end };
}

function canDivide(rowsInBin: Int32Array, rows: number, minDataInSide: number): boolean {
  let left = 0;
  for (let bin = 0; bin < rowsInBin.length - 1; bin++) {
    left += rowsInBin[bin]!;
    if (left >= minDataInSide && rows - left >= minDataInSide) return true;
  }
  return false;
}
