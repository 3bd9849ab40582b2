import type { FloatArray } from "@weightcast/core";
import type { FeaturePart } from "./feature-part.js";
import { type PercentilePositions, percentilePositions, writePercentiles } from "./percentiles.js";
import type { Segment } from "./segments.js";

/** What stays the same from row to row for one segment. */
interface SegmentPlan {
  readonly start: number;
  /** The segment's values of the row at hand, to be sorted in place. */
  readonly scratch: Float32Array;
  readonly positions: PercentilePositions;
}

/** For each segment: the percentiles, then the population standard deviation, then the mean. */
export function statistics(segments: readonly Segment[], percentiles: readonly number[]): FeaturePart {
  const plans = segments.map(
    ({ start, end }): SegmentPlan => ({
      start,
      scratch: new Float32Array(end - start),
      positions: percentilePositions(end - start, percentiles),
    }),
  );
  const suffixes = [...percentiles.map((percentile) => `q${percentile}`), "std", "mean"];
  return {
    columns: segments.flatMap(({ label }) => suffixes.map((suffix) => `${label}:${suffix}`)),
    extract({ weights }, out, firstColumn) {
      for (let row = 0; row < weights.rows; row++) {
        let target = row * out.stride + firstColumn;
        for (const plan of plans) {
          writeStatistics(weights.data, row * weights.stride + plan.start, plan, out.data, target);
          target += suffixes.length;
        }
      }
    },
  };
}

function writeStatistics(
  data: Float32Array,
  start: number,
  { scratch, positions }: SegmentPlan,
  out: FloatArray,
  outStart: number,
): void {
  const count = scratch.length;
  let sum = 0;
  for (let i = 0; i < count; i++) {
    const value = data[start + i]!;
    scratch[i] = value;
    sum += value;
  }
  const mean = sum / count;
  let squares = 0;
  for (let i = 0; i < count; i++) {
    const deviation = scratch[i]! - mean;
    squares += deviation * deviation;
  }
  scratch.sort();
  writePercentiles(scratch, positions, out, outStart);
  const next = outStart + positions.below.length;
  out[next] = Math.sqrt(squares / count);
  out[next + 1] = mean;
}
