import { requireFinitePairs } from "./finite-pairs.js";
import { kendallTau } from "./kendall-tau.js";

/** Scores of predictions against the true values. */
export interface Scores {
  /** The number of rows that were scored. */
  readonly count: number;
  /** Mean squared error. */
  readonly mse: number;
  /** Mean absolute deviation of the predictions from the true values. */
  readonly mad: number;
  /** 1 - mse / Var(truth), with the population variance; null where that variance is 0. */
  readonly r2: number | null;
  /** Kendall's tau-b; null where either side is constant. */
  readonly tau: number | null;
}

/**
 * Computes all scores of predictions. Sums are accumulated in f64.
 *
 * @param truth the true values: [count], finite
 * @param predicted the predictions in the same order: [count], finite
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
  // Offsets from the first value are exactly 0 for constant values, whose mean would be rounded.
  const first = values[0]!;
  let offsets = 0;
  for (let i = 0; i < values.length; i++) offsets += values[i]! - first;
  const mean = offsets / values.length;
  let squares = 0;
  for (let i = 0; i < values.length; i++) squares += (values[i]! - first - mean) ** 2;
  return squares / values.length;
}
