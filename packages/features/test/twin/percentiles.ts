/**
 * Percentiles by linear interpolation between order statistics, in numpy's arithmetic; +0 for zero. All are NaN where a value is;
 * next to an infinity they are what the interpolation makes of it, often NaN.
 */
export function percentilesOf(values: Float32Array, percentiles: readonly number[]): number[] {
  // A typed array's own sort leaves NaN last.
  const sorted = values.toSorted();
  const last = sorted.length - 1;
  if (Number.isNaN(sorted[last])) return percentiles.map(() => Number.NaN);
  return percentiles.map((percentile) => {
    const rank = last * (percentile / 100);
    const below = Math.floor(rank);
    const t = rank - below;
    const a = sorted[below]!;
    const b = sorted[Math.min(below + 1, last)]!;
    return (t < 0.5 ? a + (b - a) * t : b - (b - a) * (1 - t)) + 0;
  });
}
