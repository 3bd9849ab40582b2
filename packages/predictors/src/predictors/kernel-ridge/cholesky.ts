import { UsageError } from "@weightcast/core";

/**
 * Solves A x = b for a symmetric positive definite A by its Cholesky factor, in f64.
 *
 * @param a [size, size] row-major, of which the lower triangle is read; the factor is left there
 * @param b [size]
 * @param pause awaited between rows of the factor
 * @returns [size] x
 * @throws UsageError where A is not positive definite
 */
export async function solveCholesky(
  a: Float64Array,
  b: Float64Array,
  pause: () => Promise<void>,
): Promise<Float64Array> {
  const size = b.length;
  for (let row = 0; row < size; row++) {
    if (row % 16 === 0) await pause();
    factorRow(a, size, row);
  }
  const x = b.slice();
  for (let i = 0; i < size; i++) {
    let sum = x[i]!;
    for (let k = 0; k < i; k++) sum -= a[i * size + k]! * x[k]!;
    x[i] = sum / a[i * size + i]!;
  }
  for (let i = size - 1; i >= 0; i--) {
    const solved = x[i]! / a[i * size + i]!;
    x[i] = solved;
    for (let k = 0; k < i; k++) x[k]! -= a[i * size + k]! * solved;
  }
  return x;
}

/** Replaces one row of the lower triangle by that of the factor; the rows above hold theirs. */
function factorRow(a: Float64Array, size: number, row: number): void {
  const start = row * size;
  for (let column = 0; column < row; column++) {
    const other = column * size;
    a[start + column] = (a[start + column]! - dot(a, start, other, column)) / a[other + column]!;
  }
  const pivot = a[start + row]! - dot(a, start, start, row);
  if (!(pivot > 0)) {
    throw new UsageError("the kernel matrix is not positive definite; a larger ridge makes it so");
  }
  a[start + row] = Math.sqrt(pivot);
}

/** The inner product of two stretches of `length` values; four sums, so that additions need not wait for one another. */
function dot(values: Float64Array, first: number, second: number, length: number): number {
  let a = 0;
  let b = 0;
  let c = 0;
  let d = 0;
  let k = 0;
  for (; k + 4 <= length; k += 4) {
    a += values[first + k]! * values[second + k]!;
    b += values[first + k + 1]! * values[second + k + 1]!;
    c += values[first + k + 2]! * values[second + k + 2]!;
    d += values[first + k + 3]! * values[second + k + 3]!;
  }
  for (; k < length; k++) a += values[first + k]! * values[second + k]!;
  return a + b + (c + d);
}
