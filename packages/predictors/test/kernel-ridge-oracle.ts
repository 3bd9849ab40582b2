import { type Matrix, matrixRow } from "@weightcast/core";
import { normalQuantile } from "../src/predictors/kernel-ridge/normal-quantile.js";
import type { Examples } from "../src/predictors/predictor.js";

/** Kernel ridge regression as textbooks write it, without any care for speed. */
export function kernelRidgeOracle(
  { x, y }: Examples,
  other: Matrix,
  { ridge, gamma }: { readonly ridge: number; readonly gamma: number },
): number[] {
  const rowsOf = (from: Matrix) =>
    Array.from({ length: from.rows }, (_, i) => Array.from(matrixRow(from, i)));
  const fitting = rowsOf(x);
  const score = (value: number, column: number) => {
    const below = fitting.filter((row) => row[column]! < value).length;
    const equal = fitting.filter((row) => row[column] === value).length;
    const least = 0.5 / fitting.length;
    return normalQuantile(Math.min(1 - least, Math.max(least, (below + equal / 2) / fitting.length)));
  };
  const scored = (rows: number[][]) => rows.map((row) => row.map(score));
  const [points, targets] = [scored(fitting), scored(rowsOf(other))];
  const distance = (a: number[], b: number[]) => a.reduce((sum, value, k) => sum + (value - b[k]!) ** 2, 0);
  const all = points.flatMap((a) => points.map((b) => distance(a, b))).sort((a, b) => a - b);
  const median = (all[(all.length - 1) >> 1]! + all[all.length >> 1]!) / 2;
  const kernel = (a: number[], b: number[]) => Math.exp((-gamma * distance(a, b)) / median);
  const mean = y.reduce((sum, value) => sum + value, 0) / y.length;
  const system = points.map((a, i) => points.map((b, j) => kernel(a, b) + (i === j ? ridge : 0)));
  const coefficients = solve(
    system,
    Array.from(y, (value) => value - mean),
  );
  return targets.map((a) => points.reduce((sum, b, i) => sum + coefficients[i]! * kernel(a, b), mean));
}

/** Gaussian elimination without pivoting, which positive definite matrices do without. */
function solve(a: number[][], b: number[]): number[] {
  const size = b.length;
  for (let i = 0; i < size; i++) {
    for (let row = i + 1; row < size; row++) {
      const factor = a[row]![i]! / a[i]![i]!;
      for (let k = i; k < size; k++) a[row]![k]! -= factor * a[i]![k]!;
      b[row]! -= factor * b[i]!;
    }
  }
  const x = new Array<number>(size).fill(0);
  for (let i = size - 1; i >= 0; i--) {
    let sum = b[i]!;
    for (let k = i + 1; k < size; k++) sum -= a[i]![k]! * x[k]!;
    x[i] = sum / a[i]![i]!;
  }
  return x;
}
