import { type Matrix, matrix } from "@weightcast/core";

/** An affine map of each column: (x - mean) / scale. */
export interface Standardisation {
  readonly mean: readonly number[];
  readonly scale: readonly number[];
}

/** A standard deviation below this counts as none: the column is only centred. */
const LEAST_DEVIATION = 1e-12;

/** The map that gives each column of x [rows, columns] mean 0 and population standard deviation 1; sums in f64. */
export function fitStandardisation(x: Matrix): Standardisation {
  const { data, rows, columns, stride } = x;
  const mean = new Float64Array(columns);
  const squares = new Float64Array(columns);
  for (let i = 0; i < rows; i++) for (let j = 0; j < columns; j++) mean[j]! += data[i * stride + j]! / rows;
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) squares[j]! += (data[i * stride + j]! - mean[j]!) ** 2;
  }
  const scale = Array.from(squares, (sum) => {
    const deviation = Math.sqrt(sum / rows);
    return deviation > LEAST_DEVIATION ? deviation : 1;
  });
  return { mean: Array.from(mean), scale };
}

/** Returns a standardised copy of x as f32 [rows, columns]. */
export function standardise(x: Matrix, { mean, scale }: Standardisation): Matrix<Float32Array> {
  const { data, rows, columns, stride } = x;
  const standardised = new Float32Array(rows * columns);
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) {
      standardised[i * columns + j] = (data[i * stride + j]! - mean[j]!) / scale[j]!;
    }
  }
  return matrix(standardised, rows, columns);
}
