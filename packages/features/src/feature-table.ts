import { type FloatArray, type Matrix, matrix, matrixRow } from "@weightcast/core";
import type { Zoo } from "@weightcast/zoo";
import { type FeatureOptions, featureBatches } from "./feature-batches.js";
import type { FeatureSet } from "./feature-set.js";

/** Features of some rows of a zoo. */
export interface FeatureTable {
  /** The names of the columns, which are those of the feature set. */
  readonly columns: readonly string[];
  /** [rows, columns], of the set's element type, in the order that the rows were asked for. */
  readonly matrix: Matrix;
  /** [rows]: 1 where all weights of the row are finite, else 0. */
  readonly finite: Uint8Array;
}

/**
 * Computes a feature set of rows of a zoo, all in memory. Throws what `featureBatches` throws.
 *
 * @param rows row numbers in any order; the weights are read in ascending order nevertheless
 */
export async function featureTable(
  set: FeatureSet,
  zoo: Zoo,
  rows: Int32Array,
  options: FeatureOptions = {},
): Promise<FeatureTable> {
  const columns = set.columns.length;
  const length = rows.length * columns;
  const data: FloatArray = set.elementType === "f32" ? new Float32Array(length) : new Float64Array(length);
  const finite = new Uint8Array(rows.length);
  const order = Array.from(rows.keys()).sort((a, b) => rows[a]! - rows[b]!);
  const ascending = Int32Array.from(order, (position) => rows[position]!);
  let done = 0;
  for await (const batch of featureBatches(set, zoo, ascending, options)) {
    for (let i = 0; i < batch.rows.length; i++) {
      const position = order[done + i]!;
      data.set(matrixRow(batch.matrix, i), position * columns);
      finite[position] = batch.finite[i]!;
    }
    done += batch.rows.length;
  }
  return { columns: set.columns, matrix: matrix(data, rows.length, columns), finite };
}
