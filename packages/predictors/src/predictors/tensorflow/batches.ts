import type { Tensor2D } from "@tensorflow/tfjs";
import { matrixRow, type RandomStream } from "@weightcast/core";
import type { Examples } from "../predictor.js";
import type { Tensorflow } from "./backend.js";

/** A batch of examples on the backend. */
export interface Batch {
  /** The features: [rows, columns]. */
  readonly x: Tensor2D;
  /** The targets: [rows, 1]. */
  readonly y: Tensor2D;
}

/**
 * A function that brings chosen rows of `examples`, at most `size` at a time, to the backend. Tensors may share memory
 * that the next call writes to: dispose of them first. (Rows are gathered here because that is as fast as gathering on
 * the backend, which would hold a second copy of all examples.)
 */
export function batchReader(tf: Tensorflow, { x, y }: Examples, size: number): (rows: Int32Array) => Batch {
  const { columns } = x;
  const xMemory = new Float32Array(size * columns);
  const yMemory = new Float32Array(size);
  return (rows) => {
    for (let i = 0; i < rows.length; i++) {
      xMemory.set(matrixRow(x, rows[i]!), i * columns);
      yMemory[i] = y[rows[i]!]!;
    }
    return {
      x: tf.tensor2d(xMemory.subarray(0, rows.length * columns), [rows.length, columns]),
      y: tf.tensor2d(yMemory.subarray(0, rows.length), [rows.length, 1]),
    };
  };
}

/**
 * A function that draws a mask of dropout: 0 for a share `rate` of the elements, 1 / (1 - rate) for the others. Masks share
 * memory that the next call writes to: dispose of a mask first.
 */
export function dropoutMasks(
  tf: Tensorflow,
  rate: number,
  size: number,
  units: number,
  draw: RandomStream,
): (rows: number) => Tensor2D {
  const memory = new Float32Array(size * units);
  const kept = 1 / (1 - rate);
  const logKept = Math.log1p(-rate);
  return (rows) => {
    const mask = memory.subarray(0, rows * units);
    mask.fill(kept);
    // The number of elements from one that is dropped to the next has a geometric distribution.
    const gap = () => Math.floor(Math.log(1 - draw.uniform()) / logKept);
    for (let i = gap(); i < mask.length; i += 1 + gap()) mask[i] = 0;
    return tf.tensor2d(mask, [rows, units]);
  };
}
