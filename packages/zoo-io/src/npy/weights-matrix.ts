import { InputError, type Matrix, matrix } from "@weightcast/core";
import { type NpyArray, toFloat32, toRowMajor } from "@weightcast/npy";

/**
 * Turns a vector (one row) or a matrix of weights into a matrix [rows, columns] f32, which is a view if the array is f32 in C order.
 *
 * @throws InputError where the array has no or more than two dimensions, or rows of no elements
 */
export function weightsMatrix(array: NpyArray, file?: string): Matrix<Float32Array> {
  const { shape } = array;
  if (shape.length < 1 || shape.length > 2) {
    throw new InputError(
      `has shape (${shape.join(", ")}); weights are one vector or a matrix [rows, parameters]`,
      { file },
    );
  }
  const [rows, columns] = shape.length === 1 ? [1, shape[0]!] : [shape[0]!, shape[1]!];
  if (columns === 0)
    throw new InputError(`has shape (${shape.join(", ")}); rows must have at least one weight`, { file });
  return matrix(toFloat32(toRowMajor(array).data), rows, columns);
}

/** @throws InputError where the weights are not [rows, parameters] */
export function checkWeightsShape(shape: readonly number[], file: string): void {
  if (shape.length === 2) return;
  throw new InputError(
    `has shape (${shape.join(", ")}); the weights of a zoo are a matrix (rows, parameters)`,
    { file },
  );
}
