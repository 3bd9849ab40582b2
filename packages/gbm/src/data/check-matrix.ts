import { type Matrix, UsageError } from "@weightcast/core";
import { checkSparse, isSparse, type SparseMatrix } from "./sparse-matrix.js";

/**
 * Checks that a matrix is what its fields say: callers without types can pass anything, and kernels read whatever lies there.
 *
 * @param name of the matrix in errors
 * @throws InputError where the indices of a sparse matrix point outside of it
 * @throws UsageError where the data is no float array, a size is not a whole number, the stride is less than a row, or the data is
 *   shorter than the sizes say
 */
export function checkMatrix(x: Matrix | SparseMatrix, name: string): void {
  if (isSparse(x)) {
    checkSparse(x, name);
    return;
  }
  const { data, rows, columns, stride } = x;
  if (!(data instanceof Float32Array || data instanceof Float64Array)) {
    throw new UsageError(`${name}.data is neither a Float32Array nor a Float64Array`);
  }
  checkSize(`${name}.rows`, rows, 0);
  checkSize(`${name}.columns`, columns, 0);
  checkSize(`${name}.stride`, stride, columns);
  const needed = rows === 0 ? 0 : (rows - 1) * stride + columns;
  if (data.length < needed) {
    throw new UsageError(
      `${name}.data holds ${data.length} numbers, but ${rows} rows of ${columns} columns with a stride of ${stride} take ${needed}`,
    );
  }
}

function checkSize(name: string, value: unknown, least: number): void {
  if (Number.isSafeInteger(value) && (value as number) >= least) return;
  throw new UsageError(`${name} is a whole number at least ${least}, not ${String(value)}`);
}
