import { requireFinitePairs } from "./finite-pairs.js";
import { kendallTau } from "./kendall-tau.js";

/** How well predictions agree with the truth. */
export interface Scores {
  /** Rows that were scored. */
  readonly count: number;
  /** Mean squared error. */
  readonly mse: number;
  /** Mean absolute deviation of the predictions from the truth. */
  readonly mad: number;
  /** 1 - mse / Var(truth), with the population variance; null where that variance is 0. */
  readonly r2: number | null;
  /** Kendall's tau-b; null where either side is constant. */
  readonly tau: number | null;
}

/**
 * All scores of a set of predictions. Sums accumulate in f64.
 *
 * @param truth [count], finite
 * @param predicted [count], finite, in the same order
 * @throws RangeError where the lengths differ
 * @throws InputError where there are no rows or an entry is not finite: dropping such rows is the caller's choice
 */
export function scores(truth: ArrayLike<number>, predicted: ArrayLike<number>): Scores {
  requireFinitePairs(truth, predicted);
  const count = truth.length;
  let squares = 0;
  let absolutes = 0;
  for (let i = 0; i < count; i++) {
    const error = predicted[i]! - truth[i]!;
    squares += error * error;
    absolutes += Math.abs(error);
  }
  const mse = squares / count;
  const variance = populationVariance(truth);
  return {
    count,
    mse,
    mad: absolutes / count,
    r2: variance === 0 ? null : 1 - mse / variance,
    tau: orNull(kendallTau(truth, predicted)),
  };
}

function orNull(value: number): number | null {
  return Number.isNaN(value) ? null : value;
}

function populationVariance(values: ArrayLike<number>): number {
  // Offsets from the first value: those of a constant are all 0, where its mean would round.
  const first = values[0]!;
  let offsets = 0;
  for (let i = 0; i < values.length; i++) offsets += values[i]! - first;
  const mean = offsets / values.length;
  let squares = 0;
  for (let i = 0; i < values.length; i++) squares += (values[i]! - first - mean) ** 2;
  return squares / values.length;
}
