import { InputError } from "@weightcast/core";
import type { Metrics } from "./metrics.js";

/** The metrics column that is predicted where nothing else is asked for. */
export const DEFAULT_TARGET = "test_accuracy";

/** A metrics column as something to predict. */
export interface Target {
  readonly column: string;
  /** The least and the greatest value that the quantity can have; null where it is not bounded on both sides. */
  readonly range: readonly [low: number, high: number] | null;
  /** Which values are better. */
  readonly direction: "higher" | "lower";
}

/** Quantities that are shares of one (or percents), and better where they are higher. */
const SHARES = /(^|_)(accuracy|acc|auc|precision|recall|f1)(_|$)/;
/** Quantities that are better where they are lower. */
const COSTS = /(^|_)(loss|error|ece|gap|mse|mae|rmse|perplexity|nll)(_|$)/;

/**
 * The one rule for what kind of quantity a metrics column is, by its name: accuracies and their like are shares of one and better where they
 * are higher; losses, errors and gaps are better where they are lower and have no bounds; of others, higher is better.
 */
export function targetNamed(column: string): Target {
  const name = column.toLowerCase();
  const isCost = COSTS.test(name);
  const isShare = !isCost && SHARES.test(name);
  return { column, range: isShare ? [0, 1] : null, direction: isCost ? "lower" : "higher" };
}

/** How far a share may be off its range by rounding. */
const ROUNDING = 1e-6;
const PERCENT = 100;

/**
 * The target of a column, its range taken from the values: shares are given as parts of one, or all of them in percent.
 *
 * @param rows the rows that will be used; rows without a finite value do not count
 * @throws UsageError where there is no such column
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

/** The nearest value that the target can have; NaN stays NaN. */
export function clampToTarget({ range }: Target, value: number): number {
  return range === null ? value : Math.min(range[1], Math.max(range[0], value));
}
