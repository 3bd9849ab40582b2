/** Sweeps of rotations after which the sum of squares off the diagonal is always negligible; about eight suffice. */
const MOST_SWEEPS = 30;
/** The share of the sum of squares that may remain off the diagonal. */
const NEGLIGIBLE = 1e-30;

/**
 * The singular values of a matrix whose Gram matrix (its transpose times itself) is given: the roots of the Gram matrix's eigenvalues,
 * found by Jacobi rotations. A value below about 1e-8 of the largest one is rounding.
 *
 * @param gram [size, size] f64, symmetric and finite; overwritten
 * @param out [size] from `start` on: the singular values, descending
 */
export function singularValues(gram: Float64Array, size: number, out: Float64Array, start: number): void {
  for (let sweep = 0; sweep < MOST_SWEEPS && !isDiagonal(gram, size); sweep++) {
    for (let p = 0; p < size - 1; p++) {
      for (let q = p + 1; q < size; q++) rotate(gram, size, p, q);
    }
  }
  const values = out.subarray(start, start + size);
  for (let i = 0; i < size; i++) values[i] = Math.sqrt(Math.max(0, gram[i * size + i]!));
  values.sort().reverse();
}

function isDiagonal(gram: Float64Array, size: number): boolean {
  let off = 0;
  let all = 0;
  for (let i = 0; i < size; i++) {
    for (let j = 0; j < size; j++) {
      const square = gram[i * size + j]! ** 2;
      all += square;
      if (i !== j) off += square;
    }
  }
  return off <= NEGLIGIBLE * all;
}

/** Rotates the plane of the axes p and q so that the matrix element between them becomes 0. */
function rotate(gram: Float64Array, size: number, p: number, q: number): void {
  const between = gram[p * size + q]!;
  if (between === 0) return;
  const ratio = (gram[q * size + q]! - gram[p * size + p]!) / (2 * between);
  const tangent = Math.sign(ratio || 1) / (Math.abs(ratio) + Math.sqrt(ratio * ratio + 1));
  const cosine = 1 / Math.sqrt(tangent * tangent + 1);
  const sine = tangent * cosine;
  for (let i = 0; i < size; i++) {
    const [a, b] = [gram[i * size + p]!, gram[i * size + q]!];
    gram[i * size + p] = cosine * a - sine * b;
    gram[i * size + q] = sine * a + cosine * b;
  }
  for (let i = 0; i < size; i++) {
    const [a, b] = [gram[p * size + i]!, gram[q * size + i]!];
    gram[p * size + i] = cosine * a - sine * b;
    gram[q * size + i] = sine * a + cosine * b;
  }
}
