import { type Matrix, matrixRow } from "@weightcast/core";
import type { ChainLayer } from "./weight-chain.js";

/** The factor for the weights of each tensor. A tensor has one factor for all its weights, so that the order of units does not matter. */
export interface TensorScale {
  readonly start: number;
  readonly length: number;
  readonly factor: number;
}

/** Scales each bias and kernel to a root mean square of 1 over the rows of training. */
export function tensorScales(layers: readonly ChainLayer[], x: Matrix): TensorScale[] {
  return layers.flatMap(({ bias, kernel, places, inputs, outputs }) =>
    [[bias, outputs] as const, [kernel, places * inputs * outputs] as const].map(([start, length]) => {
      let squares = 0;
      for (let row = 0; row < x.rows; row++) {
        const values = matrixRow(x, row);
        for (let i = start; i < start + length; i++) squares += values[i]! ** 2;
      }
      const scale = Math.sqrt(squares / (length * x.rows));
      return { start, length, factor: scale > 0 && Number.isFinite(1 / scale) ? 1 / scale : 1 };
    }),
  );
}

/** Writes scaled weights of some rows one after another. */
export function writeScaled(
  x: Matrix,
  rows: ArrayLike<number>,
  scales: readonly TensorScale[],
  out: Float32Array,
): void {
  for (let i = 0; i < rows.length; i++) {
    const values = matrixRow(x, rows[i]!);
    for (const { start, length, factor } of scales) {
      for (let column = start; column < start + length; column++) {
        out[i * x.columns + column] = values[column]! * factor;
      }
    }
  }
}
