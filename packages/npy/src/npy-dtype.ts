/**
 * The array in memory for each dtype of a .npy file. Dtypes are named by numpy's kind and the width in bytes.
 * `b1` (bool) is one byte an element, 0 or 1; `f2` is widened to f32, which holds every half exactly.
 */
export interface NpyElements {
  b1: Uint8Array;
  i1: Int8Array;
  i2: Int16Array;
  i4: Int32Array;
  i8: BigInt64Array;
  u1: Uint8Array;
  u2: Uint16Array;
  u4: Uint32Array;
  u8: BigUint64Array;
  f2: Float32Array;
  f4: Float32Array;
  f8: Float64Array;
}

/** The element types of .npy files that are read and written. */
export type NpyDtype = keyof NpyElements;

/** The elements of an array, in the typed array of its dtype. */
export type NpyData = NpyElements[NpyDtype];

interface ElementArray {
  new (buffer: ArrayBufferLike, byteOffset: number, length: number): NpyData;
  new (length: number): NpyData;
}

/** The typed array for the bytes of a dtype; for f2, an array of its bits. */
const STORAGE: Record<NpyDtype, ElementArray> = {
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

/** The size of an element in bytes. */
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
  // The method slice() is not used because a Node Buffer's slice does not copy.
  else if (bytes.byteOffset % size !== 0) source = new Uint8Array(bytes);
  const stored = new STORAGE[dtype](source.buffer, source.byteOffset, source.byteLength / size);
  return dtype === "f2" ? widenHalves(stored as Uint16Array) : stored;
}

/** The bytes of `data` as `dtype`: a view of the same memory where nothing has to change, a copy otherwise. */
export function encodeElements(data: NpyData, dtype: NpyDtype, littleEndian: boolean): Uint8Array {
  const stored = dtype === "f2" ? narrowToHalves(data as Float32Array) : data;
  const bytes = new Uint8Array(stored.buffer, stored.byteOffset, stored.byteLength);
  return littleEndian || itemSize(dtype) === 1 ? bytes : swapBytes(bytes, itemSize(dtype));
}

/** Returns the dtype of a typed array; undefined if there is none. */
export function dtypeOf(data: NpyData): NpyDtype | undefined {
  return NPY_DTYPES.find((dtype) => dtype !== "b1" && dtype !== "f2" && holdsDtype(data, dtype));
}

/**
 * Returns whether elements of `dtype` can be taken from `data` without a change; for f2, a change by rounding
 * is allowed.
 */
export function holdsDtype(data: NpyData, dtype: NpyDtype): boolean {
  return dtype === "f2" ? data instanceof Float32Array : data instanceof STORAGE[dtype];
}

/** Converts the elements to f32; f64 and wide integers are rounded. Returns the same array if `data` is f32 already. */
export function toFloat32(data: NpyData): Float32Array {
  if (data instanceof Float32Array) return data;
  if (data instanceof BigInt64Array || data instanceof BigUint64Array) return Float32Array.from(data, Number);
  return new Float32Array(data);
}

/** A new array of `length` zeros that holds elements like those of `data`. */
export function emptyLike(data: NpyData, length: number): NpyData {
  return new (data.constructor as ElementArray)(length);
}

function swapBytes(bytes: Uint8Array, size: number): Uint8Array {
  const swapped = new Uint8Array(bytes.length);
  for (let start = 0; start < bytes.length; start += size) {
    for (let i = 0; i < size; i++) swapped[start + i] = bytes[start + size - 1 - i]!;
  }
  return swapped;
}

/** Converts IEEE 754 binary16 bits to f32 bits, including those of NaN. */
function widenHalves(halves: Uint16Array): Float32Array {
  const widened = new Float32Array(halves.length);
  const bits = new Uint32Array(widened.buffer);
  for (let i = 0; i < halves.length; i++) {
    const half = halves[i]!;
    const sign = (half & 0x8000) << 16;
    const magnitude = half & 0x7fff;
    if (magnitude >= 0x7c00) bits[i] = sign | 0x7f800000 | ((magnitude & 0x3ff) << 13);
    else if (magnitude >= 0x400) bits[i] = sign | ((magnitude << 13) + 0x38000000);
    // Below 2^-14, a half counts units of 2^-24.
    else widened[i] = (sign === 0 ? magnitude : -magnitude) * 2 ** -24;
  }
  return widened;
}

/** f32 as the bits of the nearest binary16, ties to even, beyond 65520 infinity, as IEEE 754 rounds; a NaN keeps its high bits. */
function narrowToHalves(values: Float32Array): Uint16Array {
  const bits = new Uint32Array(values.buffer, values.byteOffset, values.length);
  const halves = new Uint16Array(values.length);
  for (let i = 0; i < values.length; i++) {
    const sign = (bits[i]! >>> 16) & 0x8000;
    const magnitude = bits[i]! & 0x7fffffff;
    if (magnitude > 0x7f800000) halves[i] = sign | Math.max(0x7c01, 0x7c00 | ((magnitude >>> 13) & 0x3ff));
    else if (magnitude >= 0x477ff000) halves[i] = sign | 0x7c00;
    // A carry out of the fraction runs into the exponent's bits, which is right.
    else if (magnitude >= 0x38800000)
      halves[i] = sign | ((magnitude - 0x38000000 + 0xfff + ((magnitude >>> 13) & 1)) >>> 13);
    else halves[i] = sign | roundTiesToEven(Math.abs(values[i]!) * 2 ** 24);
  }
  return halves;
}

function roundTiesToEven(value: number): number {
  const floor = Math.floor(value);
  const rest = value - floor;
  if (rest !== 0.5) return Math.round(value);
  return floor % 2 === 0 ? floor : floor + 1;
}
