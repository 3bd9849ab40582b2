import { requireFinitePairs } from "./finite-pairs.js";

/**
 * Kendall's tau-b, the rank correlation that corrects for ties, in O(n log n) by Knight (1966), "A computer method for
 * calculating Kendall's tau with ungrouped data". It equals scipy.stats.kendalltau; pairs are counted exactly.
 *
 * @param truth the true values: [count], finite
 * @param predicted the predictions in the same order: [count], finite
 * @returns a number in [-1, 1]; NaN where the true values or the predictions are constant, as those of a single row are
 * @throws RangeError where the lengths differ
 * @throws InputError where there are no rows or an entry is not finite: dropping such rows is the caller's choice
 */
export function kendallTau(truth: ArrayLike<number>, predicted: ArrayLike<number>): number {
  requireFinitePairs(truth, predicted);
  return tauOfCounts(countPairs(truth, predicted));
}

/** The counts of pairs of rows from which tau is computed. */
export interface PairCounts {
  /** The number of pairs in the same order on both sides, minus the number of pairs in opposite order. */
  readonly concordantLessDiscordant: number;
  readonly differInTruth: number;
  readonly differInPredicted: number;
}

/** Computes tau-b from the counts of pairs; NaN if either side is constant. */
export function tauOfCounts({
  concordantLessDiscordant,
  differInTruth,
  differInPredicted,
}: PairCounts): number {
  // If a side is constant, this is 0 / 0. Otherwise, one square root of the product instead of two keeps tau
  // within [-1, 1] and makes a perfect correlation exactly 1, because sqrt(c * c) is c for every count c.
  return concordantLessDiscordant / Math.sqrt(differInTruth * differInPredicted);
}

/** Counts the pairs of rows of two sides of the same length, all finite. */
export function countPairs(truth: ArrayLike<number>, predicted: ArrayLike<number>): PairCounts {
  const count = truth.length;
  const x = Float64Array.from(truth);
  const y = Float64Array.from(predicted);
  const order = Int32Array.from({ length: count }, (_, index) => index);
  const scratch = new Int32Array(count);

  // Stable sorts by y, then by x, leave the rows in the order of x and, for equal x, in the order of y.
  sortByKey(order, y, scratch);
  sortByKey(order, x, scratch);
  const pairs = (count * (count - 1)) / 2;
  const tiedInX = tiedPairs(order, x, x);
  const tiedInBoth = tiedPairs(order, x, y);
  const discordant = sortByKey(order, y, scratch);
  const tiedInY = tiedPairs(order, y, y);

  return {
    concordantLessDiscordant: pairs - tiedInX - tiedInY + tiedInBoth - 2 * discordant,
    differInTruth: pairs - tiedInX,
    differInPredicted: pairs - tiedInY,
  };
}

/**
 * Sorts `order` so that `keys[order[i]]` ascends: a stable merge sort from the bottom up.
 *
 * @param scratch as long as `order`; overwritten
 * @returns how many pairs of rows stood in descending order of their keys
 */
function sortByKey(order: Int32Array, keys: Float64Array, scratch: Int32Array): number {
  const count = order.length;
  let source = order;
  let target = scratch;
  let inversions = 0;
  for (let width = 1; width < count; width *= 2) {
    for (let start = 0; start < count; start += 2 * width) {
      const middle = Math.min(start + width, count);
      const end = Math.min(middle + width, count);
      let left = start;
      let right = middle;
      for (let i = start; i < end; i++) {
        if (right === end || (left < middle && keys[source[left]!]! <= keys[source[right]!]!)) {
          target[i] = source[left++]!;
        } else {
          target[i] = source[right++]!;
          inversions += middle - left;
        }
      }
    }
    [source, target] = [target, source];
  }
  if (source !== order) order.set(source);
  return inversions;
}

/** The pairs of rows that tie in `x` and in `y`, where rows in `order` that tie in both are neighbours. */
function tiedPairs(order: Int32Array, x: Float64Array, y: Float64Array): number {
  let tied = 0;
  let earlier = 0;
  for (let i = 1; i < order.length; i++) {
    const row = order[i]!;
    const previous = order[i - 1]!;
    earlier = x[row] === x[previous] && y[row] === y[previous] ? earlier + 1 : 0;
    tied += earlier;
  }
  return tied;
}
