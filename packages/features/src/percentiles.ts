import type { FloatArray } from "@weightcast/core";

/** Between which sorted values the percentiles of a fixed number of values lie; one entry a percentile. */
export interface PercentilePositions {
  readonly below: Int32Array;
  readonly above: Int32Array;
  /** How far from `below` to `above`, in [0, 1). */
  readonly fraction: Float64Array;
}

/**
 * Positions for linear interpolation between order statistics: type 7 of Hyndman and Fan (1996), numpy's default.
 *
 * @param count how many values there are, at least 1
 * @param percentiles each in [0, 100]
 */
export function percentilePositions(count: number, percentiles: readonly number[]): PercentilePositions {
  const last = count - 1;
  // In numpy's order of operations, so that fractions agree to the last bit.
  const ranks = percentiles.map((percentile) => last * (percentile / 100));
  const below = Int32Array.from(ranks, Math.floor);
  return {
    below,
    above: below.map((index) => Math.min(index + 1, last)),
    fraction: Float64Array.from(ranks, (rank) => rank - Math.floor(rank)),
  };
}

/**
 * Writes the percentiles of `sorted` (ascending, NaN last, as a typed array's own sort leaves them) to `out` from
 * `outStart` on. All are NaN where any value is; next to an infinity they are what numpy's interpolation makes of it,
 * often NaN.
 */
export function writePercentiles(
  sorted: Float32Array,
  { below, above, fraction }: PercentilePositions,
  out: FloatArray,
  outStart: number,
): void {
  const hasNaN = Number.isNaN(sorted[sorted.length - 1]!);
  for (let i = 0; i < below.length; i++) {
    const a = sorted[below[i]!]!;
    const b = sorted[above[i]!]!;
    const t = fraction[i]!;
    // numpy's two branches: from the nearer end, so that rounding never oversteps it.
    const between = t < 0.5 ? a + (b - a) * t : b - (b - a) * (1 - t);
    out[outStart + i] = hasNaN ? Number.NaN : between;
  }
}
