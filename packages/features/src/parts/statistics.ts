import type { ComputedPart } from "../feature-part.js";
import type { Segment } from "./segments.js";

/** The percentiles of the paper: minimum, quartiles and maximum. */
export const QUARTILES: readonly number[] = [0, 25, 50, 75, 100];

/** Makes a part that computes, for each segment, its percentiles, then its population standard deviation, then its mean. */
export function statistics(segments: readonly Segment[], percentiles: readonly number[]): ComputedPart {
  const suffixes = statisticsNames(percentiles);
  return {
    kind: "computed",
    columns: segments.flatMap(({ label }) => suffixes.map((suffix) => `${label}:${suffix}`)),
    computations: segments.map(({ start, end }) => ({ kind: "statistics", start, end, percentiles })),
  };
}

/** The ends of the names of the columns of one segment: `q0`, …, `std`, `mean`. */
export function statisticsNames(percentiles: readonly number[]): string[] {
  return [...percentiles.map((percentile) => `q${percentile}`), "std", "mean"];
}
