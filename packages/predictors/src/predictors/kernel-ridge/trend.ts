import type { Matrix } from "@weightcast/core";

/** A line through the targets, from which kernel ridge regression learns the deviations. */
export interface Trend {
  /** The columns whose mean is the position on the line; none where the line is level. */
  readonly columns: readonly number[];
  /** The slope of the line: the amount that is added to the intercept for each unit of that mean. */
  readonly slope: number;
  /** The target at position 0. */
  readonly intercept: number;
}

/** The mean of some columns of row `row`; 0 of none, NaN where one is NaN. */
export function trendPosition({ data, stride }: Matrix, row: number, columns: readonly number[]): number {
  if (columns.length === 0) return 0;
  let sum = 0;
  for (const column of columns) sum += data[row * stride + column] ?? Number.NaN;
  return sum / columns.length;
}

/**
 * The line of least squares. It is level where no column is given, or where all rows have one position.
 *
 * @param x [rows, columns]
 * @param y [rows]
 */
export function fitTrend(x: Matrix, y: Float64Array, columns: readonly number[]): Trend {
  const positions = Float64Array.from(y, (_, row) => trendPosition(x, row, columns));
  const [middle, level] = [positions, y].map(
    (values) => values.reduce((sum, v) => sum + v, 0) / y.length,
  ) as [number, number];
  let products = 0;
  let squares = 0;
  for (const [row, position] of positions.entries()) {
    products += (position - middle) * ((y[row] ?? level) - level);
    squares += (position - middle) ** 2;
  }
  const slope = squares > 0 ? products / squares : 0;
  return { columns, slope, intercept: level - slope * middle };
}
