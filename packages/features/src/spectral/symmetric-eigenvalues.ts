/** The number of QL steps after which an eigenvalue has always converged; two suffice on average. */
const MOST_STEPS = 60;

/**
 * Computes the eigenvalues of a symmetric matrix: Householder reflections make it tridiagonal, implicit QL steps with Wilkinson's shift make
 * it diagonal. The error of each eigenvalue is a few roundings of the largest one. It takes about 8/3 size³ operations.
 *
 * @param a [size, size] f64, symmetric and finite; overwritten
 * @returns [size], ascending
 */
export function symmetricEigenvalues(a: Float64Array, size: number): Float64Array {
  const diagonal = new Float64Array(size);
  /** Element i is beside the diagonal, between i and i + 1. */
  const beside = new Float64Array(size);
  const w = new Float64Array(size);
  for (let i = size - 1; i > 0; i--) {
    diagonal[i] = a[i * size + i]!;
    beside[i - 1] = reflect(a, size, i, w);
  }
  diagonal[0] = a[0]!;
  diagonalise(diagonal, beside);
  return diagonal.sort();
}

/** Makes row i zero before its last element beside the diagonal, and returns this element. */
function reflect(a: Float64Array, size: number, i: number, w: Float64Array): number {
  const v = a.subarray(i * size, i * size + i);
  let square = 0;
  for (const value of v) square += value * value;
  const last = v[i - 1]!;
  if (square === last * last) return last;
  const beside = last > 0 ? -Math.sqrt(square) : Math.sqrt(square);
  v[i - 1] = last - beside;
  // The square of v after its last element was changed.
  const length = 2 * (square - last * beside);
  let along = 0;
  for (let row = 0; row < i; row++) {
    let product = 0;
    for (let k = 0; k < i; k++) product += a[row * size + k]! * v[k]!;
    w[row] = (2 * product) / length;
    along += (w[row]! * v[row]!) / length;
  }
  for (let row = 0; row < i; row++) w[row]! -= along * v[row]!;
  for (let row = 0; row < i; row++) {
    const [vr, wr] = [v[row]!, w[row]!];
    for (let k = 0; k < i; k++) a[row * size + k]! -= vr * w[k]! + wr * v[k]!;
  }
  return beside;
}

function diagonalise(d: Float64Array, e: Float64Array): void {
  for (let low = 0; low < d.length; low++) {
    for (let step = 0; step < MOST_STEPS; step++) {
      const high = endOfBlock(d, e, low);
      if (high === low) break;
      qlStep(d, e, low, high);
    }
  }
}

/** The first index from `low` on whose element beside the diagonal is negligible. */
function endOfBlock(d: Float64Array, e: Float64Array, low: number): number {
  let high = low;
  while (high < d.length - 1) {
    const size = Math.abs(d[high]!) + Math.abs(d[high + 1]!);
    if (Math.abs(e[high]!) <= Number.EPSILON * size) break;
    high++;
  }
  return high;
}

function qlStep(d: Float64Array, e: Float64Array, low: number, high: number): void {
  const ratio = (d[low + 1]! - d[low]!) / (2 * e[low]!);
  const root = Math.hypot(ratio, 1);
  let g = d[high]! - d[low]! + e[low]! / (ratio + (ratio < 0 ? -root : root));
  let [sine, cosine, moved] = [1, 1, 0];
  for (let i = high - 1; i >= low; i--) {
    const f = sine * e[i]!;
    const b = cosine * e[i]!;
    const r = Math.hypot(f, g);
    e[i + 1] = r;
    if (r === 0) {
      d[i + 1]! -= moved;
      e[high] = 0;
      return;
    }
    sine = f / r;
    cosine = g / r;
    g = d[i + 1]! - moved;
    const t = (d[i]! - g) * sine + 2 * cosine * b;
    moved = sine * t;
    d[i + 1] = g + moved;
    g = cosine * t - b;
  }
  d[low]! -= moved;
  e[low] = g;
  e[high] = 0;
}
