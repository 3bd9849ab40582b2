import { fitPowerLaw } from "./power-law.js";
import { symmetricEigenvalues } from "./symmetric-eigenvalues.js";

/** Squares of singular values below this share of the largest one are rounding, and count as 0. */
const NEGLIGIBLE = 1e-12;

/** The names of the results of `describeSpectrum`, in order. */
export const SPECTRUM_COLUMNS: readonly string[] = [
  "log-norm",
  "log-spectral-norm",
  "stable-rank",
  "effective-rank",
  "entropy",
  "alpha",
  "alpha-distance",
  "alpha-weighted",
  "log-alpha-norm",
  "singular-q0",
  "singular-q25",
  "singular-q50",
  "singular-q75",
  "singular-q100",
];

/** The results that need a power law. */
export const POWER_LAW_COLUMNS: ReadonlySet<string> = new Set([
  "alpha",
  "alpha-distance",
  "alpha-weighted",
  "log-alpha-norm",
]);

/** The number of singular values of a kernel of at least two dimensions. */
export function singularValueCount(shape: readonly number[]): number {
  const [rows = 1, columns = 1] = shape.slice(-2);
  return shape.slice(0, -2).reduce((product, side) => product * side, Math.min(rows, columns));
}

/**
 * Describes the singular values s of a kernel. A kernel of more than two dimensions, (height, width, in, out), is a matrix (in, out) for each
 * position; the singular values of all positions are taken together, as WeightWatcher does. With λ = s² and p = λ / Σ λ:
 *
 * - `log-norm`: log10 Σ λ, of the squared Frobenius norm; `log-spectral-norm`: log10 of the largest λ
 * - `stable-rank`: Σ λ / largest λ; `effective-rank`: exp of the entropy of s / Σ s (Roy and Vetterli 2007)
 * - `entropy`: -Σ p ln p / ln of the number of λ that are not 0, from 0 to 1
 * - `alpha`, `alpha-distance`: the exponent of a power law fitted to the largest λ, and the Kolmogorov-Smirnov distance of the fit
 * - `alpha-weighted`: alpha · log10 largest λ; `log-alpha-norm`: log10 Σ λ^alpha
 * - `singular-q…`: percentiles of the singular values
 *
 * All are NaN for a kernel with a value that is not finite, or of zeros; those with alpha also if there are fewer than 10 λ that are not 0.
 *
 * @param values the kernel's elements, row-major
 * @param shape at least two dimensions
 * @param out the results are written from `first` on
 */
export function describeSpectrum(
  values: Float32Array,
  shape: readonly number[],
  out: { [index: number]: number },
  first: number,
): void {
  const squares = pooledSquares(values, shape);
  const largest = squares.at(-1) ?? 0;
  const positive = squares.filter((square) => square > NEGLIGIBLE * largest);
  const results =
    largest > 0 && Number.isFinite(largest)
      ? spectrumOf(squares, positive)
      : SPECTRUM_COLUMNS.map(() => Number.NaN);
  results.forEach((result, i) => {
    out[first + i] = result;
  });
}

/**
 * The singular values of a kernel, taken together over all positions as `describeSpectrum` does.
 *
 * @param values the kernel's elements, row-major
 * @param shape at least two dimensions
 * @returns descending; empty where a value is not finite
 */
export function kernelSingularValues(values: Float32Array, shape: readonly number[]): Float64Array {
  return pooledSquares(values, shape).map(Math.sqrt).reverse();
}

/** The squares of all singular values, ascending; none if a value is not finite. */
function pooledSquares(values: Float32Array, shape: readonly number[]): Float64Array {
  const [rows = 1, columns = 1] = shape.slice(-2);
  if (!values.every(Number.isFinite)) return new Float64Array(0);
  const size = Math.min(rows, columns);
  const matrices = values.length / (rows * columns);
  const squares = new Float64Array(matrices * size);
  for (let i = 0; i < matrices; i++) {
    const gram = gramMatrix(values.subarray(i * rows * columns, (i + 1) * rows * columns), rows, columns);
    const found = symmetricEigenvalues(gram, size);
    squares.set(
      found.map((square) => Math.max(0, square)),
      i * size,
    );
  }
  return squares.sort();
}

/** The smaller of the matrix times its transpose and the transpose times the matrix. */
function gramMatrix(matrix: Float32Array, rows: number, columns: number): Float64Array {
  const size = Math.min(rows, columns);
  const gram = new Float64Array(size * size);
  if (rows <= columns) {
    for (let i = 0; i < rows; i++) {
      for (let j = 0; j <= i; j++) {
        let sum = 0;
        for (let k = 0; k < columns; k++) sum += matrix[i * columns + k]! * matrix[j * columns + k]!;
        gram[i * size + j] = sum;
        gram[j * size + i] = sum;
      }
    }
    return gram;
  }
  for (let k = 0; k < rows; k++) {
    const row = matrix.subarray(k * columns, (k + 1) * columns);
    for (let i = 0; i < size; i++) {
      const value = row[i]!;
      for (let j = 0; j < size; j++) gram[i * size + j]! += value * row[j]!;
    }
  }
  return gram;
}

function spectrumOf(squares: Float64Array, positive: Float64Array): number[] {
  const largest = squares.at(-1) ?? 0;
  const total = sumOf(squares);
  const singular = squares.map(Math.sqrt);
  const logLargest = Math.log10(largest);
  const law = fitPowerLaw(positive);
  const alpha = law?.alpha ?? Number.NaN;
  return [
    Math.log10(total),
    logLargest,
    total / largest,
    Math.exp(entropyOf(singular)),
    positive.length < 2 ? 0 : entropyOf(positive) / Math.log(positive.length),
    alpha,
    law?.distance ?? Number.NaN,
    alpha * logLargest,
    // Σ λ^alpha, relative to the largest λ so that a large alpha does not overflow.
    alpha * logLargest + Math.log10(sumOf(positive.map((square) => (square / largest) ** alpha))),
    ...[0, 0.25, 0.5, 0.75, 1].map((share) => quantile(singular, share)),
  ];
}

function sumOf(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0);
}

/** The entropy of values as shares of their sum, in nats. */
function entropyOf(values: Float64Array): number {
  const total = sumOf(values);
  return values.reduce((sum, value) => {
    const share = value / total;
    return share > 0 ? sum - share * Math.log(share) : sum;
  }, 0);
}

/** The quantile of ascending values, linear between neighbours. */
function quantile(values: Float64Array, share: number): number {
  const at = share * (values.length - 1);
  const below = Math.floor(at);
  const low = values[below] ?? Number.NaN;
  const high = values[Math.min(below + 1, values.length - 1)] ?? low;
  return low + (high - low) * (at - below);
}
