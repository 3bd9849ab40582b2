import { type FloatArray, InputError, type Matrix, UsageError } from "@weightcast/core";

/**
 * A matrix of which only some elements are kept, the others being 0: row by row (`csr`), or column by column (`csc`). Part p of it, a row or
 * a column, holds elements `pointers[p]` to `pointers[p + 1] - 1`.
 */
export interface SparseMatrix {
  readonly format: "csr" | "csc";
  readonly rows: number;
  readonly columns: number;
  /** [rows + 1] for `csr`, [columns + 1] for `csc`: ascending from 0 on. */
  readonly pointers: Int32Array | Uint32Array;
  /** [elements]: the column of each for `csr`, its row for `csc`; each once in a part. */
  readonly indices: Int32Array | Uint32Array;
  /** [elements]: NaN for a missing value. */
  readonly values: FloatArray;
}

/** Whether x is sparse. */
export function isSparse(x: Matrix | SparseMatrix): x is SparseMatrix {
  return "format" in x;
}

/**
 * Checks that a sparse matrix is what its fields say.
 *
 * @param name of the matrix in errors
 * @throws UsageError where a field has another type or length than it should
 * @throws InputError where pointers or indices point outside of the matrix
 */
export function checkSparse(x: SparseMatrix, name: string): void {
  const { format, rows, columns, pointers, indices, values } = x;
  if (format !== "csr" && format !== "csc") {
    throw new UsageError(`${name}.format is 'csr' or 'csc', not '${String(format)}'`);
  }
  for (const [field, size] of [
    ["rows", rows],
    ["columns", columns],
  ] as const) {
    if (!Number.isSafeInteger(size) || size < 0) {
      throw new UsageError(`${name}.${field} is a whole number at least 0, not ${String(size)}`);
    }
  }
  if (!(values instanceof Float32Array || values instanceof Float64Array)) {
    throw new UsageError(`${name}.values is neither a Float32Array nor a Float64Array`);
  }
  for (const [field, array] of [
    ["pointers", pointers],
    ["indices", indices],
  ] as const) {
    if (array instanceof Int32Array || array instanceof Uint32Array) continue;
    throw new UsageError(`${name}.${field} is neither an Int32Array nor a Uint32Array`);
  }
  const [parts, length] = format === "csr" ? [rows, columns] : [columns, rows];
  if (pointers.length !== parts + 1) {
    throw new UsageError(`${name}.pointers has ${pointers.length} entries, not ${parts + 1}`);
  }
  if (indices.length !== values.length) {
    throw new UsageError(`${name} has ${indices.length} indices, but ${values.length} values`);
  }
  const descends = pointers.findIndex((pointer, i) => pointer < (i === 0 ? 0 : pointers[i - 1]!));
  if (pointers[0] !== 0 || descends >= 0 || pointers[parts] !== indices.length) {
    throw new InputError(`${name}.pointers do not ascend from 0 to ${indices.length}, the number of values`);
  }
  const outside = indices.find((index) => index < 0 || index >= length);
  if (outside !== undefined) {
    throw new InputError(`${name}.indices holds ${outside}, which is out of range (0 to ${length - 1})`);
  }
}

/** The same matrix in the other format. */
export function transposed(x: SparseMatrix): SparseMatrix {
  const { format, rows, columns, pointers, indices, values } = x;
  const parts = format === "csr" ? columns : rows;
  const starts = new Int32Array(parts + 1);
  for (const index of indices) starts[index + 1]!++;
  for (let part = 0; part < parts; part++) starts[part + 1]! += starts[part]!;
  const next = starts.slice();
  const others = new Int32Array(indices.length);
  const moved = values.slice();
  for (let part = 0; part + 1 < pointers.length; part++) {
    for (let at = pointers[part]!; at < pointers[part + 1]!; at++) {
      const place = next[indices[at]!]!++;
      others[place] = part;
      moved[place] = values[at]!;
    }
  }
  return {
    format: format === "csr" ? "csc" : "csr",
    rows,
    columns,
    pointers: starts,
    indices: others,
    values: moved,
  };
}

/** Rows of a matrix that are laid out densely at a time. */
const BLOCK_ROWS = 2048;

/** The rows of a sparse matrix as dense matrices of some rows each, with the number of the first row. */
function* denseBlocks(x: SparseMatrix): Generator<{ readonly begin: number; readonly block: Matrix }> {
  const { rows, columns, pointers, indices, values } = x.format === "csr" ? x : transposed(x);
  for (let begin = 0; begin < rows; begin += BLOCK_ROWS) {
    const count = Math.min(BLOCK_ROWS, rows - begin);
    const size = count * columns;
    const data = values instanceof Float64Array ? new Float64Array(size) : new Float32Array(size);
    for (let row = 0; row < count; row++) {
      for (let at = pointers[begin + row]!; at < pointers[begin + row + 1]!; at++) {
        data[row * columns + indices[at]!] = values[at]!;
      }
    }
    yield { begin, block: { data, rows: count, columns, stride: columns } };
  }
}

/**
 * What `work` returns for the rows of x, so many numbers for each. It sees the rows of a sparse matrix in dense blocks.
 *
 * @param width numbers of a row
 * @param make an array of so many numbers
 */
export function byDenseBlocks<Numbers extends Float64Array | Int32Array>(
  x: Matrix | SparseMatrix,
  width: number,
  make: (length: number) => Numbers,
  work: (block: Matrix) => Numbers,
): Numbers {
  if (!isSparse(x)) return work(x);
  const all = make(x.rows * width);
  for (const { begin, block } of denseBlocks(x)) all.set(work(block), begin * width);
  return all;
}
