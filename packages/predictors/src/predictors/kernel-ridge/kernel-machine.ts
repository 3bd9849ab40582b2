import { type Matrix, matrixRow } from "@weightcast/core";
import { solveCholesky } from "./cholesky.js";
import { NormalScores } from "./normal-scores.js";
import type { KernelRidgeParameters } from "./parameters.js";
import { medianDistance, squaredDistances } from "./squared-distances.js";
import { fitTrend, type Trend, trendPosition } from "./trend.js";

/** A fitted kernel ridge regression: all that predictions need. */
export interface KernelMachineState {
  /** The features of the fitting rows: [rows, columns]. */
  readonly x: Matrix<Float32Array>;
  /** The coefficient of each fitting row: [rows]. */
  readonly coefficients: Float64Array;
  /** The line that is added to every prediction. */
  readonly trend: Trend;
  /** The kernel of two rows is exp(-rate * squared distance of their normal scores). */
  readonly rate: number;
}

/** The number of rows after which other work may run. */
const ROWS_A_TURN = 16;

/**
 * Fits kernel ridge regression to the deviations from a trend: normal scores of each column, a Gaussian kernel, an exact solution in f64.
 *
 * @param x [rows, columns] without NaN, at least one row
 * @param y [rows] finite
 * @param trendColumns the columns whose mean the trend follows; of none the trend is the mean of y
 * @throws UsageError where the kernel matrix is not positive definite
 */
export async function fitKernelMachine(
  x: Matrix<Float32Array>,
  y: Float64Array,
  { ridge, gamma }: Pick<KernelRidgeParameters, "ridge" | "gamma">,
  trendColumns: readonly number[],
  pause: () => Promise<void>,
): Promise<KernelMachineState> {
  const { rows } = x;
  const points = scoresOfRows(x, new NormalScores(x));
  const kernel = new Float64Array(rows * rows);
  const pairs = new Float64Array((rows * (rows - 1)) / 2);
  let filled = 0;
  for (let i = 0; i < rows; i++) {
    if (i % ROWS_A_TURN === 0) await pause();
    const distances = kernel.subarray(i * rows, i * rows + i);
    squaredDistances(pointOf(points, x.columns, i), points, i, distances);
    pairs.set(distances, filled);
    filled += i;
  }
  const median = medianDistance(pairs, rows);
  const rate = gamma / (median > 0 ? median : 1);
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < i; j++) kernel[i * rows + j] = Math.exp(-rate * kernel[i * rows + j]!);
    kernel[i * rows + i] = 1 + ridge;
  }
  const trend = fitTrend(x, y, trendColumns);
  const deviations = y.map((value, row) => value - trendAt(trend, x, row));
  return { x, coefficients: await solveCholesky(kernel, deviations, pause), trend, rate };
}

/** Predicts with a fitted kernel ridge regression. */
export class KernelMachine {
  private readonly scores: NormalScores;
  private readonly points: Float64Array;

  constructor(readonly state: KernelMachineState) {
    this.scores = new NormalScores(state.x);
    this.points = scoresOfRows(state.x, this.scores);
  }

  /**
   * @param x [rows, columns]
   * @returns [rows]; NaN for a row with a NaN
   */
  async predict(x: Matrix, pause: () => Promise<void>): Promise<Float64Array> {
    const { coefficients, trend, rate } = this.state;
    const predicted = new Float64Array(x.rows);
    const point = new Float64Array(x.columns);
    const distances = new Float64Array(coefficients.length);
    for (let row = 0; row < x.rows; row++) {
      if (row % ROWS_A_TURN === 0) await pause();
      // Features are rounded to f32 because the fitting rows are, and a fitting row must tie with itself.
      this.scores.write(Float32Array.from(matrixRow(x, row)), point);
      squaredDistances(point, this.points, coefficients.length, distances);
      let sum = trendAt(trend, x, row);
      for (let i = 0; i < coefficients.length; i++) {
        sum += coefficients[i]! * Math.exp(-rate * distances[i]!);
      }
      predicted[row] = sum;
    }
    return predicted;
  }
}

function trendAt({ columns, slope, intercept }: Trend, x: Matrix, row: number): number {
  return intercept + slope * trendPosition(x, row, columns);
}

/** Returns the normal scores of each row, row-major: [rows, columns]. */
function scoresOfRows(x: Matrix, scores: NormalScores): Float64Array {
  const points = new Float64Array(x.rows * x.columns);
  for (let row = 0; row < x.rows; row++) scores.write(matrixRow(x, row), pointOf(points, x.columns, row));
  return points;
}

function pointOf(points: Float64Array, columns: number, row: number): Float64Array {
  return points.subarray(row * columns, (row + 1) * columns);
}
