/** The element types of .npy files that are read and written, by numpy's kind and byte width. */
export type NpyDtype = "b1" | "i1" | "i2" | "i4" | "i8" | "u1" | "u2" | "u4" | "u8" | "f2" | "f4" | "f8";

/** Decoded elements. `b1` is one byte an element (0 or 1); `f2` is widened to f32, which holds every half exactly. */
export type NpyData =
  | Int8Array
  | Int16Array
  | Int32Array
  | BigInt64Array
  | Uint8Array
  | Uint16Array
  | Uint32Array
  | BigUint64Array
  | Float32Array
  | Float64Array;

interface ElementArray<Data extends NpyData> {
  new (buffer: ArrayBufferLike, byteOffset: number, length: number): Data;
  new (length: number): Data;
}

/** The typed array that a dtype's bytes are seen through in memory; f2 as its bits. */
const STORAGE: Record<NpyDtype, ElementArray<NpyData>> = {
  b1: Uint8Array,
  i1: Int8Array,
  i2: Int16Array,
  i4: Int32Array,
  i8: BigInt64Array,
  u1: Uint8Array,
  u2: Uint16Array,
  u4: Uint32Array,
  u8: BigUint64Array,
  f2: Uint16Array,
  f4: Float32Array,
  f8: Float64Array,
};

export const NPY_DTYPES: readonly NpyDtype[] = Object.keys(STORAGE) as NpyDtype[];

/** Bytes an element. */
export function itemSize(dtype: NpyDtype): number {
  return Number(dtype[1]);
}

/**
 * The elements in `bytes`: a view where the bytes are little-endian and aligned, a copy otherwise (f2 always).
 *
 * @param bytes a whole number of elements
 */
export function decodeElements(bytes: Uint8Array, dtype: NpyDtype, littleEndian: boolean): NpyData {
  const size = itemSize(dtype);
  let source = bytes;
  if (!littleEndian && size > 1) source = swapBytes(bytes, size);
  else if (bytes.byteOffset % size !== 0) source = bytes.slice();
  const stored = new STORAGE[dtype](source.buffer, source.byteOffset, source.byteLength / size);
  return dtype === "f2" ? Float32Array.from(stored as Uint16Array, halfToNumber) : stored;
}

/** The bytes of `data` as `dtype`: a view of the same memory where nothing has to change, a copy otherwise. */
export function encodeElements(data: NpyData, dtype: NpyDtype, littleEndian: boolean): Uint8Array {
  const stored = dtype === "f2" ? Uint16Array.from(data as Float32Array, numberToHalf) : data;
  const bytes = new Uint8Array(stored.buffer, stored.byteOffset, stored.byteLength);
  return littleEndian || itemSize(dtype) === 1 ? bytes : swapBytes(bytes, itemSize(dtype));
}

/** The dtype that holds a typed array as it is. */
export function dtypeOf(data: NpyData): NpyDtype {
  if (data instanceof Float32Array) return "f4";
  if (data instanceof Float64Array) return "f8";
  const signed =
    data instanceof Int8Array ||
    data instanceof Int16Array ||
    data instanceof Int32Array ||
    data instanceof BigInt64Array;
  return `${signed ? "i" : "u"}${data.BYTES_PER_ELEMENT}` as NpyDtype;
}

/** Whether elements of `dtype` can be taken from `data` without changing them. */
export function holdsDtype(data: NpyData, dtype: NpyDtype): boolean {
  if (dtype === "f2") return data instanceof Float32Array;
  return data instanceof STORAGE[dtype];
}

/** As numbers of f32; f64 and wide integers are rounded. A view where `data` is f32 already. */
export function toFloat32(data: NpyData): Float32Array {
  if (data instanceof Float32Array) return data;
  if (data instanceof BigInt64Array || data instanceof BigUint64Array) return Float32Array.from(data, Number);
  return Float32Array.from(data);
}

/** A new array of `length` zeros that holds elements like those of `data`. */
export function emptyLike(data: NpyData, length: number): NpyData {
  return new (data.constructor as ElementArray<NpyData>)(length);
}

function swapBytes(bytes: Uint8Array, size: number): Uint8Array {
  const swapped = new Uint8Array(bytes.length);
  for (let start = 0; start < bytes.length; start += size) {
    for (let i = 0; i < size; i++) swapped[start + i] = bytes[start + size - 1 - i]!;
  }
  return swapped;
}

/** IEEE 754 binary16 bits to the number that they stand for. */
function halfToNumber(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 0x1f) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

/** The nearest binary16, ties to even; beyond 65520 infinity, as IEEE 754 rounds. */
function numberToHalf(value: number): number {
  if (Number.isNaN(value)) return 0x7e00;
  const sign = value < 0 || Object.is(value, -0) ? 0x8000 : 0;
  const magnitude = Math.abs(value);
  if (magnitude >= 65520) return sign | 0x7c00;
  const exponent = Math.max(-14, Math.min(15, Math.floor(Math.log2(magnitude))));
  // In units of the last place; a carry out of the fraction runs into the exponent's bits, which is right.
  const units = roundTiesToEven(magnitude / 2 ** (exponent - 10));
  return sign | (exponent === -14 ? units : ((exponent + 14) << 10) + units);
}

function roundTiesToEven(value: number): number {
  const floor = Math.floor(value);
  const rest = value - floor;
  if (rest !== 0.5) return Math.round(value);
  return floor % 2 === 0 ? floor : floor + 1;
}
