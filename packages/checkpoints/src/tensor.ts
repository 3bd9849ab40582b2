import type { InputError } from "@weightcast/core";
import { decodeElements, itemBytes, type TensorData, type TensorDtype } from "./dtype.js";
import { LIMITS } from "./limits.js";

/** The description of a tensor in a checkpoint, known before the tensor is read. */
export interface CheckpointTensor {
  readonly name: string;
  readonly dtype: TensorDtype;
  /** The sizes of the dimensions, slowest first; an empty list for a scalar. */
  readonly shape: readonly number[];
}

/** A tensor in a file: its description, and the function that reads its stored bytes. */
export interface StoredTensor extends CheckpointTensor {
  readonly littleEndian: boolean;
  /**
   * The strides along each dimension in elements, if the stored elements are not in row-major order. The
   * tensor then is a view of the stored elements, starting at the first.
   */
  readonly strides?: readonly number[] | undefined;
  /** Yields the stored bytes in order, in pieces of any size. */
  bytes(): AsyncIterable<Uint8Array>;
}

export function elementCount(shape: readonly number[]): number {
  return shape.reduce((product, side) => product * side, 1);
}

/**
 * Computes the size in bytes of the elements of a shape.
 *
 * @param fail makes the error from what is wrong with the tensor
 * @throws InputError where the shape is impossible
 */
export function checkedBytes(
  shape: readonly number[],
  dtype: TensorDtype,
  fail: (problem: string) => InputError,
): number {
  if (shape.length > LIMITS.dimensions) {
    throw fail(`has ${shape.length} dimensions, more than the ${LIMITS.dimensions} allowed`);
  }
  const bytes = elementCount(shape) * itemBytes(dtype);
  const sides = shape.every((side) => Number.isSafeInteger(side) && side >= 0);
  if (!sides || !Number.isSafeInteger(bytes)) throw fail(`has the impossible shape (${shape.join(", ")})`);
  return bytes;
}

/** Gathers the elements of a strided tensor in row-major order. */
export function gatherStrided(
  data: TensorData,
  shape: readonly number[],
  strides: readonly number[],
): TensorData {
  const count = elementCount(shape);
  const gathered = new (data.constructor as new (length: number) => TensorData)(count);
  const position = shape.map(() => 0);
  let from = 0;
  for (let to = 0; to < count; to++) {
    gathered[to] = data[from] as never;
    for (let side = shape.length - 1; side >= 0; side--) {
      const stride = strides[side] ?? 0;
      const next = (position[side] ?? 0) + 1;
      from += stride;
      if (next < (shape[side] ?? 0)) {
        position[side] = next;
        break;
      }
      from -= stride * next;
      position[side] = 0;
    }
  }
  return gathered;
}

/** Computes the number of stored elements from the first to the last element of a strided tensor. */
export function stridedSpan(shape: readonly number[], strides: readonly number[]): number {
  if (elementCount(shape) === 0) return 0;
  return shape.reduce((last, side, i) => last + (side - 1) * (strides[i] ?? 0), 0) + 1;
}

/** Computes the strides of elements in row-major order. */
export function rowMajorStrides(shape: readonly number[]): number[] {
  return shape.map((_, side) => elementCount(shape.slice(side + 1)));
}

/** Decodes elements that are stored one after another, in pieces that may be cut anywhere. */
export async function* decodePieces(tensor: StoredTensor): AsyncGenerator<TensorData> {
  const size = itemBytes(tensor.dtype);
  let rest = new Uint8Array(0);
  for await (const piece of tensor.bytes()) {
    const bytes = rest.length === 0 ? piece : joined(rest, piece);
    const whole = bytes.length - (bytes.length % size);
    if (whole > 0) yield decodeElements(bytes.subarray(0, whole), tensor.dtype, tensor.littleEndian);
    rest = new Uint8Array(bytes.subarray(whole));
  }
}

function joined(first: Uint8Array, second: Uint8Array): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(first.length + second.length);
  bytes.set(first);
  bytes.set(second, first.length);
  return bytes;
}
