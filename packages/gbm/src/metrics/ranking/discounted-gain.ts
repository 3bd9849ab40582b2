import { InputError } from "@weightcast/core";
import type { ObjectiveSettings } from "../../objectives/objective.js";

/** LightGBM's label_gain: 0, 1, 3, 7, … for labels 0, 1, 2, 3, … */
const MOST_LABEL = 30;

/** The gain of a row of each label at the first place. */
export function gainsOfLabels({ label_gain }: Pick<ObjectiveSettings, "label_gain">): readonly number[] {
  return label_gain.length > 0
    ? label_gain
    : Array.from({ length: MOST_LABEL + 1 }, (_, label) => 2 ** label - 1);
}

/** Returns the factor by which the gain of a row is discounted at a place, counted from 0. */
export function discountOf(place: number): number {
  return 1 / Math.log2(2 + place);
}

/**
 * The largest discounted gain of the first `places` of rows with these labels.
 *
 * @param gains what a row of each label is worth
 */
export function largestGain(labels: Float32Array, places: number, gains: readonly number[]): number {
  const sorted = labels.slice().sort().reverse();
  let sum = 0;
  for (let place = 0; place < Math.min(places, sorted.length); place++) {
    sum += gains[sorted[place]!]! * discountOf(place);
  }
  return sum;
}

/** The rows of a group in the descending order of their scores, equal ones in their own order. */
export function rankedRows(scores: Float64Array): Int32Array {
  return Int32Array.from(Array.from(scores.keys()).sort((a, b) => scores[b]! - scores[a]! || a - b));
}

/** Says why a target is not a valid label for ranking; undefined if it is valid. */
export function labelProblem(
  target: number,
  { label_gain }: Pick<ObjectiveSettings, "label_gain">,
): string | undefined {
  const most = label_gain.length > 0 ? label_gain.length - 1 : MOST_LABEL;
  if (Number.isInteger(target) && target >= 0 && target <= most) return undefined;
  return `is not a label: labels are the whole numbers from 0 to ${most}`;
}

/** A group of rows: from row `begin` up to, not including, row `end`. */
export interface RowGroup {
  readonly begin: number;
  readonly end: number;
}

/**
 * The groups of rows whose sizes are given.
 *
 * @throws InputError where there are no groups, which ranking needs
 */
export function groupsOf(sizes: Int32Array | undefined): RowGroup[] {
  if (sizes === undefined) throw new InputError("ranking needs groupSizes, the number of rows in each group");
  let end = 0;
  return Array.from(sizes, (size) => {
    end += size;
    return { begin: end - size, end };
  });
}
