import { allFinite, type FloatArray, type Matrix, matrix, matrixRow, type Zoo } from "@weightcast/core";
import type { FeatureSet } from "./feature-set.js";

/** Features of some rows of a zoo. */
export interface FeatureTable {
  readonly columns: readonly string[];
  /** [rows, columns], of the set's element type, in the order that the rows were asked for. */
  readonly matrix: Matrix;
  /** [rows]: 1 where all of the row's weights are finite, else 0. */
  readonly finite: Uint8Array;
}

/**
 * Computes a feature set of the rows of a zoo, reading its weights block by block.
 *
 * @param rows row numbers in any order; the weights are read in ascending order whatever it is
 * @param onRows called after each block with the number of rows done so far
 */
export async function featureTable(
  set: FeatureSet,
  zoo: Zoo,
  rows: Int32Array,
  onRows?: (done: number) => void,
): Promise<FeatureTable> {
  const columns = set.columns.length;
  const length = rows.length * columns;
  const data: FloatArray = set.elementType === "f32" ? new Float32Array(length) : new Float64Array(length);
  const finite = new Uint8Array(rows.length);
  const order = Array.from(rows.keys()).sort((a, b) => rows[a]! - rows[b]!);
  const ascending = Int32Array.from(order, (position) => rows[position]!);
  let done = 0;
  let block: Matrix = matrix(new Float64Array(0), 0, columns);
  for await (const { rows: blockRows, weights } of zoo.blocks({ rows: ascending })) {
    if (block.rows !== blockRows.length) {
      block = matrix(new Float64Array(blockRows.length * columns), blockRows.length, columns);
    }
    set.extract(weights, block, { metrics: zoo.metrics, rows: blockRows });
    for (let i = 0; i < blockRows.length; i++) {
      const position = order[done + i]!;
      data.set(matrixRow(block, i), position * columns);
      finite[position] = allFinite(matrixRow(weights, i)) ? 1 : 0;
    }
    done += blockRows.length;
    onRows?.(done);
  }
  return { columns: set.columns, matrix: matrix(data, rows.length, columns), finite };
}
