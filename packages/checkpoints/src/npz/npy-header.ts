import { InputError } from "@weightcast/core";
import { type NpyDtype, parseNpyHeader } from "@weightcast/npy";
import type { TensorDtype } from "../dtype.js";
import { checkedBytes, rowMajorStrides } from "../tensor.js";

/** The description of a .npy array as a stored tensor. */
export interface ArrayHeader {
  readonly dtype: TensorDtype;
  readonly shape: readonly number[];
  readonly littleEndian: boolean;
  /** The strides in elements; undefined for an array in C order. */
  readonly strides: readonly number[] | undefined;
  /** The number of bytes of the header. */
  readonly headerBytes: number;
  /** The number of bytes of the elements, which follow the header. */
  readonly dataBytes: number;
}

const DTYPES: Readonly<Record<NpyDtype, TensorDtype>> = {
  b1: "bool",
  i1: "i8",
  i2: "i16",
  i4: "i32",
  i8: "i64",
  u1: "u8",
  u2: "u16",
  u4: "u32",
  u8: "u64",
  f2: "f16",
  f4: "f32",
  f8: "f64",
};

/**
 * Parses the header of an array of numbers.
 *
 * @param head the first NPY_HEAD_BYTES bytes of the array, or the whole array if it is shorter
 * @param name the name of the array in errors; their positions are those in the array
 * @throws InputError where the header is malformed, or the elements are not numbers
 */
export function parseArrayHeader(head: Uint8Array, name: string): ArrayHeader {
  const { shape, fortranOrder, littleEndian, dataStart, ...header } = parseNpyHeader(head, name);
  const dtype = DTYPES[header.dtype];
  return {
    dtype,
    shape,
    littleEndian,
    strides: fortranOrder && shape.length > 1 ? rowMajorStrides(shape.toReversed()).toReversed() : undefined,
    headerBytes: dataStart,
    dataBytes: checkedBytes(shape, dtype, (problem) => new InputError(problem, { file: name })),
  };
}
