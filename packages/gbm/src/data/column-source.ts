import type { FloatArray, Matrix } from "@weightcast/core";
import { isSparse, type SparseMatrix, transposed } from "./sparse-matrix.js";

/** Gives the columns of a matrix to those that bin them. */
export interface ColumnSource {
  readonly rows: number;
  readonly columns: number;
  /** Whether its numbers are f64. */
  readonly isDouble: boolean;
  /**
   * Writes `count` columns from `first` on to `values`, where a column takes `allRows` numbers of which the matrix's begin at `begin`.
   */
  gather(first: number, count: number, values: FloatArray, allRows: number, begin: number): void;
}

/** The columns of a matrix, dense or sparse. */
export function columnsOf(x: Matrix | SparseMatrix): ColumnSource {
  return isSparse(x) ? sparseColumns(x) : denseColumns(x);
}

function denseColumns({ data, rows, columns, stride }: Matrix): ColumnSource {
  return {
    rows,
    columns,
    isDouble: data instanceof Float64Array,
    gather(first, count, values, allRows, begin) {
      for (let row = 0; row < rows; row++) {
        const start = row * stride + first;
        for (let k = 0; k < count; k++) values[k * allRows + begin + row] = data[start + k]!;
      }
    },
  };
}

function sparseColumns(x: SparseMatrix): ColumnSource {
  const { rows, columns, pointers, indices, values: kept } = x.format === "csc" ? x : transposed(x);
  return {
    rows,
    columns,
    isDouble: kept instanceof Float64Array,
    gather(first, count, values, allRows, begin) {
      for (let k = 0; k < count; k++) {
        const start = k * allRows + begin;
        values.fill(0, start, start + rows);
        for (let at = pointers[first + k]!; at < pointers[first + k + 1]!; at++) {
          values[start + indices[at]!] = kept[at]!;
        }
      }
    },
  };
}

/** One column of a source: all its rows, or those of a sample. */
export function columnOf(source: ColumnSource, column: number, sample: Int32Array | undefined): Float64Array {
  const values = new Float64Array(source.rows);
  source.gather(column, 1, values, source.rows, 0);
  return sample === undefined ? values : Float64Array.from(sample, (row) => values[row]!);
}
