import { InputError } from "@weightcast/core";
import { itemBytes, type TensorDtype } from "../dtype.js";
import { checkedBytes, rowMajorStrides } from "../tensor.js";

/** What stands before the elements of a .npy array. */
export interface NpyHeader {
  readonly dtype: TensorDtype;
  readonly shape: readonly number[];
  readonly littleEndian: boolean;
  /** Given where the first index runs fastest. */
  readonly strides: readonly number[] | undefined;
  /** Bytes of the header, and of the elements after it. */
  readonly headerBytes: number;
  readonly dataBytes: number;
}

/** So many first bytes hold every header: numpy itself reads none above 10,000 bytes. */
export const NPY_HEAD_BYTES: number = 65_536 + 12;

const MAGIC = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59];
const DTYPES: ReadonlyMap<string, TensorDtype> = new Map([
  ["b1", "bool"],
  ["i1", "i8"],
  ["i2", "i16"],
  ["i4", "i32"],
  ["i8", "i64"],
  ["u1", "u8"],
  ["u2", "u16"],
  ["u4", "u32"],
  ["u8", "u64"],
  ["f2", "f16"],
  ["f4", "f32"],
  ["f8", "f64"],
]);
/** numpy writes the keys in this order. */
const DICTIONARY =
  /^\{'descr': '([<>|=])([a-zA-Z]\d+)', 'fortran_order': (True|False), 'shape': \(((?:\d+, ?)*(?:\d+)?),?\), ?\}\s*$/;

/** Whether bytes begin as those of a .npy array. */
export function isNpy(head: Uint8Array): boolean {
  return MAGIC.every((byte, i) => head[i] === byte);
}

/**
 * Parses the header of an array of numbers.
 *
 * @param head the first NPY_HEAD_BYTES bytes of the array, or all where there are fewer
 * @param what names the array in errors
 * @throws InputError where it is malformed, or the elements are not numbers
 */
export function parseNpyHeader(head: Uint8Array, what: string, file: string, byte: number): NpyHeader {
  const fail = (problem: string, at: number) =>
    new InputError(`${what} ${problem}`, { file, byte: byte + at });
  if (!isNpy(head)) throw fail("does not start with the bytes of \\x93NUMPY", 0);
  const [major = 0, minor = 0] = head.subarray(MAGIC.length);
  if (major < 1 || major > 3 || minor !== 0)
    throw fail(`has .npy format version ${major}.${minor}; read are 1 to 3`, 6);
  const start = major === 1 ? 10 : 12;
  if (head.length < start) throw fail("ends inside its header", head.length);
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength);
  const headerBytes = start + (major === 1 ? view.getUint16(8, true) : view.getUint32(8, true));
  if (headerBytes > head.length)
    throw fail(`claims a header of ${headerBytes} bytes and has ${head.length}`, 8);
  const match = DICTIONARY.exec(new TextDecoder("latin1").decode(head.subarray(start, headerBytes)));
  const [, order = "", code = "", fortran = "", sides = ""] = match ?? [];
  if (match === null) throw fail("has a header that is not that of one array of numbers", start);
  const dtype = DTYPES.get(code);
  if (dtype === undefined) throw fail(`has dtype ${order}${code}, which is not numeric`, start);
  const shape = sides
    .split(",")
    .map((side) => side.trim())
    .filter((side) => side !== "")
    .map(Number);
  const dataBytes = checkedBytes(shape, dtype, (problem) => fail(problem, start));
  return {
    dtype,
    shape,
    littleEndian: order !== ">" || itemBytes(dtype) === 1,
    strides:
      fortran === "True" && shape.length > 1 ? rowMajorStrides(shape.toReversed()).toReversed() : undefined,
    headerBytes,
    dataBytes,
  };
}
