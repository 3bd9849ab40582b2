import type { LayersModel, Tensor } from "@tensorflow/tfjs";
import { allFinite, type Matrix, matrixRow } from "@weightcast/core";
import type { Tensorflow } from "./backend.js";

/** Limits of a block of rows, so that memory stays bounded: 16 MB of input, and of hidden values about as much. */
const BLOCK_ELEMENTS = 2 ** 22;
const BLOCK_ROWS = 8192;

/**
 * A function that predicts from the rows of x, block by block, with what the model's weights are when it is called.
 *
 * @param x [rows, inputs of the model]
 * @returns takes a function to be awaited between blocks; gives [rows], NaN where a row, as f32, is not finite
 */
export function rowPredictor(
  tf: Tensorflow,
  model: LayersModel,
  x: Matrix,
): (pause: () => Promise<void>) => Promise<Float64Array> {
  const { rows, columns } = x;
  const blockRows = Math.max(1, Math.min(rows, BLOCK_ROWS, Math.floor(BLOCK_ELEMENTS / columns)));
  const block = new Float32Array(blockRows * columns);
  return async (pause) => {
    const predicted = new Float64Array(rows);
    for (let first = 0; first < rows; first += blockRows) {
      await pause();
      const count = Math.min(blockRows, rows - first);
      for (let i = 0; i < count; i++) block.set(matrixRow(x, first + i), i * columns);
      const values = tf.tidy(() => {
        const input = tf.tensor2d(block.subarray(0, count * columns), [count, columns]);
        return (model.predictOnBatch(input) as Tensor).dataSync();
      });
      for (let i = 0; i < count; i++) {
        const row = block.subarray(i * columns, (i + 1) * columns);
        predicted[first + i] = allFinite(row) ? values[i]! : Number.NaN;
      }
    }
    return predicted;
  };
}
