/**
 * The inverse of a square matrix, by elimination with the largest pivot of all rows and columns. Of a singular matrix it holds numbers that
 * are not finite.
 *
 * @param matrix [size, size]
 * @returns [size, size]
 */
export function invert(matrix: Float64Array, size: number): Float64Array {
  const left = matrix.slice();
  const right = new Float64Array(size * size);
  for (let i = 0; i < size; i++) right[i * size + i] = 1;
  const columns = Array.from({ length: size }, (_, i) => i);
  for (let step = 0; step < size; step++) {
    const { row, column } = largestEntry(left, size, step);
    swapRows(left, size, step, row);
    swapRows(right, size, step, row);
    swapColumns(left, size, step, column);
    [columns[step], columns[column]] = [columns[column]!, columns[step]!];
    const pivot = left[step * size + step]!;
    for (let i = 0; i < size; i++) {
      if (i === step) continue;
      const factor = left[i * size + step]! / pivot;
      for (let j = step; j < size; j++) left[i * size + j]! -= factor * left[step * size + j]!;
      for (let j = 0; j < size; j++) right[i * size + j]! -= factor * right[step * size + j]!;
    }
  }
  const inverse = new Float64Array(size * size);
  for (const [step, column] of columns.entries()) {
    const pivot = left[step * size + step]!;
    for (let j = 0; j < size; j++) inverse[column * size + j] = right[step * size + j]! / pivot;
  }
  return inverse;
}

/** Returns the position of the entry with the largest absolute value, from row and column `first` on. */
function largestEntry(matrix: Float64Array, size: number, first: number): { row: number; column: number } {
  let best = { row: first, column: first };
  let most = -1;
  for (let row = first; row < size; row++) {
    for (let column = first; column < size; column++) {
      const entry = Math.abs(matrix[row * size + column]!);
      if (entry <= most) continue;
      most = entry;
      best = { row, column };
    }
  }
  return best;
}

function swapRows(matrix: Float64Array, size: number, a: number, b: number): void {
  for (let j = 0; j < size; j++) {
    const entry = matrix[a * size + j]!;
    matrix[a * size + j] = matrix[b * size + j]!;
    matrix[b * size + j] = entry;
  }
}

function swapColumns(matrix: Float64Array, size: number, a: number, b: number): void {
  for (let i = 0; i < size; i++) {
    const entry = matrix[i * size + a]!;
    matrix[i * size + a] = matrix[i * size + b]!;
    matrix[i * size + b] = entry;
  }
}
