import type { Initializer } from "../../src/training/hyperparameters.js";
import type { TwinStream } from "./random.js";

/** Keras' initialiser of a kernel of some shape, in double precision; row-major. */
export function initialKernel(
  stream: TwinStream,
  initializer: Initializer,
  initStd: number,
  shape: readonly number[],
): Float64Array {
  const columns = shape.at(-1)!;
  const rows = shape.slice(0, -1).reduce((product, size) => product * size, 1);
  const fanOut = (rows / shape.at(-2)!) * columns;
  const truncated = (deviation: number) =>
    Float64Array.from({ length: rows * columns }, () => stream.truncatedNormal() * deviation);
  switch (initializer) {
    case "RandomNormal":
      return Float64Array.from({ length: rows * columns }, () => stream.normal() * initStd);
    case "TruncatedNormal":
      return truncated(initStd);
    case "glorot_normal":
      return truncated(Math.sqrt(2 / (rows + fanOut)) / 0.87962566103423978);
    case "he_normal":
      return truncated(Math.sqrt(2 / rows) / 0.87962566103423978);
    case "orthogonal":
      return orthogonal(stream, rows, columns);
    default:
      return initializer satisfies never;
  }
}

/**
 * Q of the QR factorisation of a Gaussian matrix, its columns' signs such that R has a positive diagonal; by Householder's
 * reflections.
 */
function orthogonal(stream: TwinStream, rows: number, columns: number): Float64Array {
  const length = Math.max(rows, columns);
  const vectors = Math.min(rows, columns);
  const r = Array.from({ length: vectors }, () => Float64Array.from({ length }, () => stream.normal()));
  const reflections: Float64Array[] = [];
  const signs: number[] = [];
  for (const [j, column] of r.entries()) {
    for (const reflection of reflections) reflect(reflection, column);
    const tail = column.slice().fill(0, 0, j);
    const norm = Math.hypot(...tail);
    const diagonal = column[j]! > 0 ? -norm : norm;
    tail[j]! -= diagonal;
    reflections.push(tail);
    signs.push(Math.sign(diagonal));
  }
  const kernel = new Float64Array(rows * columns);
  for (let j = 0; j < vectors; j++) {
    const q = new Float64Array(length);
    q[j] = signs[j]!;
    for (const reflection of reflections.toReversed()) reflect(reflection, q);
    for (let i = 0; i < length; i++) kernel[rows >= columns ? i * columns + j : j * columns + i] = q[i]!;
  }
  return kernel;
}

/** x -= 2 v (v . x) / (v . v) */
function reflect(v: Float64Array, x: Float64Array): void {
  let along = 0;
  let square = 0;
  for (let i = 0; i < v.length; i++) {
    along += v[i]! * x[i]!;
    square += v[i]! ** 2;
  }
  for (let i = 0; i < v.length; i++) x[i]! -= (2 * v[i]! * along) / square;
}
