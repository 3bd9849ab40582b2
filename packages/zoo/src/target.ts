import { InputError } from "@weightcast/core";
import type { Metrics } from "./metrics.js";

/** The metrics column that is predicted by default. */
export const DEFAULT_TARGET = "test_accuracy";

/** A metrics column as a quantity to predict. */
export interface Target {
  readonly column: string;
  /** The least and the greatest possible value of the quantity; null where the quantity is not bounded on both sides. */
  readonly range: readonly [low: number, high: number] | null;
  /** The direction of better values: higher or lower. */
  readonly direction: "higher" | "lower";
}

/** Quantities that are shares of one (or percents), and better where they are higher. */
const SHARES = /(^|_)(accuracy|acc|auc|precision|recall|f1)(_|$)/;
/** Shares whose lower values are better: the expected calibration error, a mean difference of two shares. */
const SHARES_OF_COST = /(^|_)ece(_|$)/;
/** Quantities whose lower values are better. */
const COSTS = /(^|_)(loss|error|ece|gap|mse|mae|rmse|perplexity|nll)(_|$)/;

/**
 * The target for a metrics column, decided by the column's name. Accuracies, AUC, precision, recall and F1 are shares from 0 to 1, and higher is
 * better. The expected calibration error (ECE) is a share too, and lower is better. Losses, other errors and gaps are not bounded, and lower is
 * better. Every other column is not bounded, and higher is better.
 */
export function targetNamed(column: string): Target {
  const name = column.toLowerCase();
  const isCost = COSTS.test(name);
  const isShare = isCost ? SHARES_OF_COST.test(name) : SHARES.test(name);
  return { column, range: isShare ? [0, 1] : null, direction: isCost ? "lower" : "higher" };
}

/** The distance by which a share may lie outside its range because of rounding. */
const ROUNDING = 1e-6;
const PERCENT = 100;

/**
 * The target for a metrics column, with the range that its values have. Shares are from 0 to 1, or from 0 to 100 if some value is above 1.
 *
 * @param rows the row numbers that will be used; rows without a finite value are ignored
 * @throws UsageError where the table has no column of this name
 * @throws InputError where the column holds words, or a share is below 0 or above 100
 */
export function targetOf(metrics: Metrics, column: string, rows: Iterable<number>): Target {
  const target = targetNamed(column);
  const values = metrics.numbers(column);
  if (target.range === null) return target;
  let high = 1;
  for (const row of rows) {
    const value = values[row] ?? Number.NaN;
    if (value > 1 + ROUNDING) high = PERCENT;
    if (value < -ROUNDING || value > PERCENT * (1 + ROUNDING)) {
      throw new InputError(`${value} is neither a share from 0 to 1 nor a percentage from 0 to 100`, {
        file: metrics.file,
        row,
        column,
      });
    }
  }
  return { ...target, range: [0, high] };
}

/** The possible value of the target that is nearest to `value`. NaN stays NaN. */
export function clampToTarget({ range }: Target, value: number): number {
  return range === null ? value : Math.min(range[1], Math.max(range[0], value));
}
