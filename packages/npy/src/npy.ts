import { InputError } from "@weightcast/core";
import {
  decodeElements,
  dtypeOf,
  emptyLike,
  encodeElements,
  holdsDtype,
  itemSize,
  type NpyData,
  type NpyDtype,
  type NpyElements,
} from "./npy-dtype.js";
import { formatNpyHeader, type NpyHeader, type NpyVersion, parseNpyHeader } from "./npy-header.js";

/** An array of numbers with its shape. The type of `data` follows from `dtype`. */
export type NpyArray<Dtype extends NpyDtype = NpyDtype> = Dtype extends NpyDtype
  ? {
      readonly shape: readonly number[];
      readonly dtype: Dtype;
      /** Whether `data` is in Fortran order: the first index runs fastest. */
      readonly fortranOrder: boolean;
      readonly data: NpyElements[Dtype];
    }
  : never;

/** Options of writing an array: by default with the dtype of the data, little-endian, in C order. */
export interface NpyEncoding {
  /** The default is the type of the data itself; `f2` takes f32 data (rounded, ties to even), `b1` takes u8. */
  readonly dtype?: NpyDtype | undefined;
  readonly littleEndian?: boolean | undefined;
  /** Whether `data` is in Fortran order; the data itself is not reordered. */
  readonly fortranOrder?: boolean | undefined;
  /** The version of the file format; the default is 1, which every reader supports. */
  readonly version?: NpyVersion | undefined;
}

/**
 * Decodes a .npy file (versions 1.0 to 3.0; bool, integers, f2, f4, f8; both byte orders, both memory orders).
 * The data is a view of `source` where its bytes are little-endian and aligned, else a copy.
 *
 * @param file named in errors
 * @throws InputError where the header is malformed or lies about the size of the data, or the dtype is not numeric
 */
export function decodeNpy(source: Uint8Array | ArrayBufferLike, file?: string): NpyArray {
  const bytes = source instanceof Uint8Array ? source : new Uint8Array(source);
  const header = parseNpyHeader(bytes, file);
  checkDataSize(header, bytes.length, file);
  const { shape, dtype, littleEndian, fortranOrder, dataStart } = header;
  const data = decodeElements(bytes.subarray(dataStart), dtype, littleEndian);
  return { shape, dtype, fortranOrder, data } as NpyArray;
}

/** @throws InputError where a file of `fileBytes` bytes does not have exactly the data that its header describes */
export function checkDataSize(header: NpyHeader, fileBytes: number, file?: string): void {
  const found = fileBytes - header.dataStart;
  if (found === header.dataBytes) return;
  const shape = `(${header.shape.join(", ")})`;
  const problem = found < header.dataBytes ? "truncated" : "too long";
  throw new InputError(
    `is ${problem}: ${header.dtype} data of shape ${shape} takes ${header.dataBytes} bytes, but the file has ${found}`,
    { file, byte: Math.min(fileBytes, header.dataStart + header.dataBytes) },
  );
}

/**
 * Encodes an array as a .npy file, byte for byte as numpy's `save` writes it.
 *
 * @param shape by default one dimension, [data.length]
 * @throws RangeError where the shape does not match the data, or the dtype does not fit it
 */
export function encodeNpy(
  data: NpyData,
  shape: readonly number[] = [data.length],
  encoding: NpyEncoding = {},
): Uint8Array {
  const { dtype = dtypeOf(data), littleEndian = true, fortranOrder = false, version } = encoding;
  const size = shape.reduce((product, side) => product * side, 1);
  if (size !== data.length)
    throw new RangeError(`shape (${shape.join(", ")}) does not hold ${data.length} elements`);
  if (dtype === undefined || !holdsDtype(data, dtype)) {
    throw new RangeError(
      `${data.constructor.name} cannot be written as ${dtype ?? "any dtype of .npy files"}`,
    );
  }
  const header = formatNpyHeader({ dtype, littleEndian, fortranOrder, shape }, version);
  const bytes = new Uint8Array(header.length + data.length * itemSize(dtype));
  bytes.set(header);
  bytes.set(encodeElements(data, dtype, littleEndian), header.length);
  return bytes;
}

/** The same array in C order: with the same data if it is in C order already, otherwise with a copy. */
export function toRowMajor<Arrayed extends NpyArray>(array: Arrayed): Arrayed {
  const { shape, data } = array;
  if (!array.fortranOrder || shape.length < 2) return { ...array, fortranOrder: false };
  const moved = emptyLike(data, data.length);
  const index = new Array<number>(shape.length).fill(0);
  for (let source = 0; source < data.length; source++) {
    let target = 0;
    for (let axis = 0; axis < shape.length; axis++) target = target * shape[axis]! + index[axis]!;
    moved[target] = data[source]!;
    for (let axis = 0; axis < shape.length && ++index[axis]! === shape[axis]; axis++) index[axis] = 0;
  }
  return { ...array, fortranOrder: false, data: moved };
}
