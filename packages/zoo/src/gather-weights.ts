import { type Matrix, matrix, matrixRow, throwIfCancelled } from "@weightcast/core";
import type { Zoo } from "./zoo.js";

/**
 * Reads the weights of some rows of a zoo into memory of their own.
 *
 * @param rows the row numbers, in any order
 * @returns [rows.length, parameters] f32, in the order of `rows`
 * @throws RangeError where an entry of `rows` is not the number of a row
 * @throws CancelledError once `signal` is aborted
 */
export async function gatherWeights(
  zoo: Zoo,
  rows: Int32Array,
  signal?: AbortSignal,
): Promise<Matrix<Float32Array>> {
  const { parameters } = zoo.layout;
  const gathered = matrix(new Float32Array(rows.length * parameters), rows.length, parameters);
  let next = 0;
  for await (const { weights } of zoo.blocks({ rows, reuse: true, signal })) {
    for (let i = 0; i < weights.rows; i++) matrixRow(gathered, next++).set(matrixRow(weights, i));
  }
  throwIfCancelled(signal, `reading ${zoo.name}`);
  return gathered;
}
