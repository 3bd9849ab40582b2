import { decodeElements as decodeArray } from "@weightcast/npy";

/**
 * The typed array that holds the elements of each dtype in memory. `bool` is one byte an element, 0 or 1;
 * `f16`, `bf16` and the two `f8` are widened to f32, which holds each of their values exactly. NaN stays NaN.
 */
export interface TensorElements {
  bool: Uint8Array;
  u8: Uint8Array;
  i8: Int8Array;
  u16: Uint16Array;
  i16: Int16Array;
  u32: Uint32Array;
  i32: Int32Array;
  u64: BigUint64Array;
  i64: BigInt64Array;
  /** An 8-bit float with four exponent bits and three fraction bits, without infinities (e4m3fn). */
  f8_e4m3: Float32Array;
  /** An 8-bit float with five exponent bits and two fraction bits. */
  f8_e5m2: Float32Array;
  f16: Float32Array;
  bf16: Float32Array;
  f32: Float32Array;
  f64: Float64Array;
}

/** The element types of the tensors that checkpoints can hold. */
export type TensorDtype = keyof TensorElements;

/** The elements of a tensor, in the typed array of its dtype. */
export type TensorData = TensorElements[TensorDtype];

interface ElementArray {
  readonly BYTES_PER_ELEMENT: number;
  new (buffer: ArrayBufferLike, byteOffset: number, length: number): TensorData;
}

/** The typed array through which the stored bytes are viewed. */
const STORAGE: Record<TensorDtype, ElementArray> = {
  bool: Uint8Array,
  u8: Uint8Array,
  i8: Int8Array,
  u16: Uint16Array,
  i16: Int16Array,
  u32: Uint32Array,
  i32: Int32Array,
  u64: BigUint64Array,
  i64: BigInt64Array,
  f8_e4m3: Uint8Array,
  f8_e5m2: Uint8Array,
  f16: Uint16Array,
  bf16: Uint16Array,
  f32: Float32Array,
  f64: Float64Array,
};

/** Returns the size of one stored element in bytes. */
export function itemBytes(dtype: TensorDtype): number {
  return STORAGE[dtype].BYTES_PER_ELEMENT;
}

/** The elements of stored bytes, in memory of their own. `bytes` is a whole number of elements. */
export function decodeElements(bytes: Uint8Array, dtype: TensorDtype, littleEndian: boolean): TensorData {
  const size = itemBytes(dtype);
  // The method slice() is not used because a Node Buffer's slice does not copy.
  const copy = new Uint8Array(bytes);
  if (!littleEndian) swapInPlace(copy, size);
  const stored = new STORAGE[dtype](copy.buffer, 0, copy.length / size);
  switch (dtype) {
    case "f16":
      return decodeArray(copy, "f2", true) as Float32Array;
    case "f8_e4m3":
      return widen(stored as Uint8Array, float8Table(4));
    case "f8_e5m2":
      return widen(stored as Uint8Array, float8Table(5));
    case "bf16":
      return widenBfloat(stored as Uint16Array);
    default:
      return stored;
  }
}

function swapInPlace(bytes: Uint8Array, size: number): void {
  for (let start = 0; start < bytes.length; start += size) bytes.subarray(start, start + size).reverse();
}

function widen(stored: Uint8Array, table: Float32Array): Float32Array {
  return Float32Array.from(stored, (bits) => table[bits] ?? Number.NaN);
}

/** A bf16 number is the upper half of an f32. */
function widenBfloat(stored: Uint16Array): Float32Array {
  const bits = new Uint32Array(stored.length);
  for (let i = 0; i < bits.length; i++) bits[i] = (stored[i] ?? 0) << 16;
  return new Float32Array(bits.buffer);
}

const tables = new Map<number, Float32Array>();

/** The value of each byte: with four bits of exponent there is no infinity, and only the largest pattern is NaN. */
function float8Table(exponentBits: 4 | 5): Float32Array {
  const table =
    tables.get(exponentBits) ?? Float32Array.from({ length: 256 }, (_, bits) => float8(bits, exponentBits));
  tables.set(exponentBits, table);
  return table;
}

function float8(bits: number, exponentBits: 4 | 5): number {
  const fractionBits = 7 - exponentBits;
  const sign = bits >> 7 === 0 ? 1 : -1;
  const highest = (1 << exponentBits) - 1;
  const exponent = (bits >> fractionBits) & highest;
  const fraction = bits & ((1 << fractionBits) - 1);
  const bias = (1 << (exponentBits - 1)) - 1;
  if (exponent === highest) {
    if (exponentBits === 5) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
    if (fraction === (1 << fractionBits) - 1) return Number.NaN;
  }
  if (exponent === 0) return sign * fraction * 2 ** (1 - bias - fractionBits);
  return sign * (1 + fraction / (1 << fractionBits)) * 2 ** (exponent - bias);
}

/** The stored bytes of whole numbers, little-endian: the lowest `size` bytes of each. */
export function encodeIntegers(values: readonly bigint[], size: number): Uint8Array {
  const bytes = new Uint8Array(values.length * size);
  values.forEach((value, i) => {
    for (let byte = 0; byte < size; byte++)
      bytes[i * size + byte] = Number((value >> BigInt(8 * byte)) & 0xffn);
  });
  return bytes;
}
