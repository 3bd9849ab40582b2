import { UsageError } from "@weightcast/core";

/** The lower and the upper bound of a prediction interval. */
export type Interval = readonly [low: number, high: number];

/** @throws UsageError where a level is not between 0 and 1 */
export function checkLevel(level: number): void {
  if (!(level > 0 && level < 1)) {
    throw new UsageError(`the level of an interval is a number between 0 and 1, such as 0.9, not ${level}`);
  }
}

/**
 * Half the width of split-conformal prediction intervals (Vovk et al. 2005): the residual of rank ceil((n + 1) level) among the n residuals of
 * rows that the predictor was not fitted on. Rows of one run are not independent of one another, so it is runs that count as drawn anew
 * (hierarchical conformal prediction, Lee et al. 2023): of r runs with n / r rows each, the rank is ceil(n (r + 1) level / r). A row
 * of a new run is within that distance with a probability of at least `level`.
 *
 * @param residuals [n] absolute residuals, ascending
 * @param level between 0 and 1
 * @param runs how many runs the residuals are of; n where left out
 * @returns Infinity where there are too few runs for the level
 * @throws UsageError where the level is out of range
 */
export function conformalRadius(
  residuals: ArrayLike<number>,
  level: number,
  runs: number = residuals.length,
): number {
  checkLevel(level);
  // The product is rounded because 10 * 0.9 in floating point may exceed 9.
  const rank = Math.ceil(Number(((residuals.length * (runs + 1) * level) / runs).toPrecision(12)));
  return residuals[rank - 1] ?? Number.POSITIVE_INFINITY;
}

/** The quality of prediction intervals. */
export interface IntervalScores {
  /** The share of rows whose true value lies within the interval, bounds included. */
  readonly coverage: number;
  readonly meanWidth: number;
}

/**
 * @param truth [rows]
 * @param intervals [rows]
 * @throws RangeError where the lengths differ or there are no rows
 */
export function intervalScores(truth: ArrayLike<number>, intervals: readonly Interval[]): IntervalScores {
  if (intervals.length !== truth.length || intervals.length === 0) {
    throw new RangeError(`${intervals.length} intervals were given for ${truth.length} rows`);
  }
  let covered = 0;
  let widths = 0;
  for (const [row, [low, high]] of intervals.entries()) {
    const value = truth[row] ?? Number.NaN;
    if (value >= low && value <= high) covered++;
    widths += high - low;
  }
  return { coverage: covered / intervals.length, meanWidth: widths / intervals.length };
}
