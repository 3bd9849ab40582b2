import * as v from "valibot";

/** The least and the greatest value that a target can have. */
export type TargetRange = readonly [low: number, high: number];

/** A range as it is stored in files. */
export const RangeSchema: v.GenericSchema<unknown, [number, number]> = v.pipe(
  v.tuple([v.pipe(v.number(), v.finite()), v.pipe(v.number(), v.finite())]),
  v.check(([low, high]) => low < high, "is a range whose end is not above its beginning"),
);

/** Shares of the range that are nearer to its ends than this are learned as if they had this distance. */
const MARGIN = 0.01;

/** The scale on which targets are learned. */
export interface TargetScale {
  /** Transforms targets to the scale of learning: [rows]. */
  learned(targets: Float64Array): Float64Array;
  /** [rows] what was predicted on the scale of learning, as values of the target */
  predicted(values: Float64Array): Float64Array;
}

/**
 * The logit scale of a bounded target: ln(s / (1 - s)), s being the share of the range below a value, within [0.01, 0.99]. Errors near
 * either end count for more there, and no prediction leaves the range. A target without bounds is learned as it is.
 */
export function targetScale(range: TargetRange | null): TargetScale {
  if (range === null) return { learned: (targets) => targets, predicted: (values) => values };
  const [low, high] = range;
  return {
    learned: (targets) =>
      targets.map((target) => {
        const share = Math.min(1 - MARGIN, Math.max(MARGIN, (target - low) / (high - low)));
        return Math.log(share / (1 - share));
      }),
    predicted: (values) => values.map((value) => low + (high - low) / (1 + Math.exp(-value))),
  };
}
