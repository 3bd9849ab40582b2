import { symmetricEigenvalues } from "../spectral/symmetric-eigenvalues.js";

/** An eigenvalue of a symmetric matrix and its eigenvector. */
export interface Eigenpair {
  readonly value: number;
  /** [size], of length 1; its largest element by size is positive. */
  readonly vector: Float64Array;
}

/** Two steps of inverse iteration reach the accuracy of the eigenvalue; the third is for values that lie close together. */
const STEPS = 3;
/** The distance of the shift from the eigenvalue, as a share of the largest one, so that the shifted matrix can be inverted. */
const OFFSET = 1e-10;

/**
 * The largest eigenvalues of a symmetric matrix and their eigenvectors, found by inverse iteration.
 *
 * @param a [size, size] f64, symmetric and finite; not changed
 * @param count how many are wanted, at most `size`
 * @returns [count], the largest eigenvalue first; the vectors are orthogonal
 */
export function leadingEigenvectors(a: Float64Array, size: number, count: number): Eigenpair[] {
  const values = symmetricEigenvalues(a.slice(), size).reverse();
  const scale = Math.max(Math.abs(values[0] ?? 0), Math.abs(values.at(-1) ?? 0), Number.MIN_VALUE);
  const found: Eigenpair[] = [];
  for (const [order, value] of values.subarray(0, count).entries()) {
    const shifted = a.slice();
    for (let i = 0; i < size; i++) shifted[i * size + i]! -= value + OFFSET * scale;
    const solve = factorised(shifted, size, OFFSET * scale);
    // A start that is a combination of all directions, and another one for each vector.
    let vector: Float64Array = Float64Array.from(
      { length: size },
      (_, i) => 1 + Math.cos((order + 1) * (i + 1)) / 2,
    );
    for (let step = 0; step < STEPS; step++) {
      vector = solve(vector);
      for (const { vector: other } of found) removeAlong(vector, other);
      normalise(vector);
    }
    found.push({ value, vector: withSign(vector) });
  }
  return found;
}

/** Factorises a matrix by Gaussian elimination with row exchanges, in place; pivots of 0 become `least`. */
function factorised(a: Float64Array, size: number, least: number): (right: Float64Array) => Float64Array {
  const order = Int32Array.from({ length: size }, (_, i) => i);
  for (let column = 0; column < size; column++) {
    let pivot = column;
    for (let row = column + 1; row < size; row++) {
      if (Math.abs(a[row * size + column]!) > Math.abs(a[pivot * size + column]!)) pivot = row;
    }
    exchangeRows(a, size, order, column, pivot);
    const top = a[column * size + column] || least;
    a[column * size + column] = top;
    for (let row = column + 1; row < size; row++) {
      const factor = a[row * size + column]! / top;
      a[row * size + column] = factor;
      for (let k = column + 1; k < size; k++) a[row * size + k]! -= factor * a[column * size + k]!;
    }
  }
  return (right) => {
    const x = Float64Array.from(order, (row) => right[row]!);
    for (let row = 0; row < size; row++) {
      for (let k = 0; k < row; k++) x[row]! -= a[row * size + k]! * x[k]!;
    }
    for (let row = size - 1; row >= 0; row--) {
      for (let k = row + 1; k < size; k++) x[row]! -= a[row * size + k]! * x[k]!;
      x[row]! /= a[row * size + row]!;
    }
    return x;
  };
}

function exchangeRows(a: Float64Array, size: number, order: Int32Array, i: number, j: number): void {
  if (i === j) return;
  const row = a.slice(i * size, (i + 1) * size);
  a.copyWithin(i * size, j * size, (j + 1) * size);
  a.set(row, j * size);
  const [first, second] = [order[i]!, order[j]!];
  order[i] = second;
  order[j] = first;
}

function removeAlong(vector: Float64Array, other: Float64Array): void {
  const along = vector.reduce((sum, value, i) => sum + value * other[i]!, 0);
  for (let i = 0; i < vector.length; i++) vector[i]! -= along * other[i]!;
}

function normalise(vector: Float64Array): void {
  const length = Math.hypot(...vector);
  for (let i = 0; i < vector.length; i++) vector[i]! /= length;
}

function withSign(vector: Float64Array): Float64Array {
  const largest = vector.reduce((most, value) => (Math.abs(value) > Math.abs(most) ? value : most), 0);
  return largest < 0 ? vector.map((value) => -value) : vector;
}
