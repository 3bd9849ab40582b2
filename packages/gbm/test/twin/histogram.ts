import type { BinnedFeature } from "../../src/data/binned-matrix.js";

export type BinArray = Uint8Array | Uint16Array;

/**
 * Sums gradients and hessians by bin into `sums[start + 2 * bin]` and the entry after it.
 *
 * @param rows the leaf's rows
 * @param pairs (gradient, hessian) of all rows
 */
export function addToHistogram(
  sums: Float64Array,
  start: number,
  bins: BinArray,
  rows: Int32Array,
  pairs: Float32Array,
): void {
  for (const row of rows) {
    const entry = start + 2 * bins[row]!;
    sums[entry]! += pairs[2 * row]!;
    sums[entry + 1]! += pairs[2 * row + 1]!;
  }
}

/** Turns a parent's sums into those of one child, given the other's. */
export function subtractHistogram(
  parent: Float64Array,
  child: Float64Array,
  start: number,
  end: number,
): void {
  for (let i = start; i < end; i++) parent[i]! -= child[i]!;
}

/**
 * Sets the most frequent bin's sums to what the other bins leave of the leaf's, as LightGBM does: so they round as
 * LightGBM's, which decides between thresholds of equal gain. If that is the first bin, its sums become 0: LightGBM does not keep it.
 */
export function deriveMostFrequentBin(
  sums: Float64Array,
  start: number,
  { mostFrequentBin, upperBounds }: BinnedFeature,
  gradient: number,
  hessian: number,
): void {
  if (mostFrequentBin === 0) {
    sums.fill(0, start, start + 2);
    return;
  }
  let gradientLeft = gradient;
  let hessianLeft = hessian;
  for (let bin = 0; bin < upperBounds.length; bin++) {
    if (bin === mostFrequentBin) continue;
    gradientLeft -= sums[start + 2 * bin]!;
    hessianLeft -= sums[start + 2 * bin + 1]!;
  }
  sums[start + 2 * mostFrequentBin] = gradientLeft;
  sums[start + 2 * mostFrequentBin + 1] = hessianLeft;
}
