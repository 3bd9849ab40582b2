import { InputError, type Matrix, UsageError } from "@weightcast/core";
import type { Examples } from "./predictor.js";

/** The largest finite f32. */
const LARGEST = 3.4028234663852886e38;

/**
 * Checks examples for a predictor that does not support missing values and computes in f32.
 *
 * @param part what errors call the examples: `train`
 * @param columns how many columns they should have
 * @throws InputError where there are none, or a feature or a target is not finite as f32
 * @throws UsageError where shapes do not fit
 */
export function checkExamples({ x, y }: Examples, part: string, columns: number = x.columns): void {
  if (x.rows === 0 || x.columns === 0) {
    throw new InputError(`the ${part} part is empty: ${x.rows} rows, ${x.columns} columns`);
  }
  if (y.length !== x.rows)
    throw new UsageError(`the ${part} part has ${x.rows} rows, but ${y.length} targets`);
  if (x.columns !== columns) {
    throw new UsageError(`the ${part} part has ${x.columns} columns, the train part ${columns}`);
  }
  checkFinite(x, part);
  const row = y.findIndex((target) => !(Math.abs(target) <= LARGEST));
  if (row >= 0) throw new InputError(`a target of the ${part} part is ${y[row]}`, { row });
}

function checkFinite({ data, rows, columns, stride }: Matrix, part: string): void {
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const value = data[row * stride + column]!;
      if (Math.abs(value) <= LARGEST) continue;
      throw new InputError(`a feature of the ${part} part is ${value}`, { row, column: `${column}` });
    }
  }
}
