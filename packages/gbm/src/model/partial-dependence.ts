import { type Matrix, UsageError } from "@weightcast/core";
import type { Booster, PredictionOptions } from "./booster.js";

/** Predictions by the value of one column. */
export interface PartialDependence {
  /** [points], ascending */
  readonly values: Float64Array;
  /** [points, outputs]: the mean prediction of all rows where the column has that value in each. */
  readonly means: Float64Array;
}

/** Options of a partial dependence. */
export interface PartialDependenceOptions extends PredictionOptions {
  /** Values of the column to predict at; if not given, at most 20 quantiles of its own. */
  readonly values?: ArrayLike<number> | undefined;
}

const MOST_POINTS = 20;

/**
 * How predictions depend on one column: the mean prediction of the rows of x where the column is set to one value after the other.
 *
 * @param x [rows, columns]
 * @param column its number
 * @throws UsageError where there is no such column or x has no rows, and as `predict` does
 */
export function partialDependence(
  booster: Booster,
  x: Matrix,
  column: number,
  { values, ...options }: PartialDependenceOptions = {},
): PartialDependence {
  if (!Number.isSafeInteger(column) || column < 0 || column >= x.columns) {
    throw new UsageError(`column ${column} is out of range (0 to ${x.columns - 1})`);
  }
  if (x.rows === 0) throw new UsageError("the x is empty: a partial dependence needs rows");
  const points = values === undefined ? quantiles(x, column) : Float64Array.from(values).sort();
  const { outputs } = booster;
  const means = new Float64Array(points.length * outputs);
  const changed = { ...x, data: x.data.slice() };
  for (const [point, value] of points.entries()) {
    for (let row = 0; row < x.rows; row++) changed.data[row * x.stride + column] = value;
    for (const [i, prediction] of booster.predict(changed, options).entries()) {
      means[point * outputs + (i % outputs)]! += prediction / x.rows;
    }
  }
  return { values: points, means };
}

/** Quantiles of the values of a column that are not missing, each once. */
function quantiles({ data, rows, stride }: Matrix, column: number): Float64Array {
  const values = Float64Array.from({ length: rows }, (_, row) => data[row * stride + column]!)
    .filter((value) => !Number.isNaN(value))
    .sort();
  const last = values.length - 1;
  const points = Math.min(MOST_POINTS, values.length);
  const chosen = Array.from(
    { length: points },
    (_, i) => values[Math.round((i * last) / Math.max(1, points - 1))]!,
  );
  return Float64Array.from(new Set(chosen));
}
