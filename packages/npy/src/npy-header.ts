import { InputError } from "@weightcast/core";
import { type DictionaryEntry, MOST_DIMENSIONS, parseDictionary } from "./npy-dictionary.js";
import { itemSize, NPY_DTYPES, type NpyDtype } from "./npy-dtype.js";
import { quoted } from "./quoted.js";

/** The header of a .npy file. */
export interface NpyHeader {
  readonly dtype: NpyDtype;
  readonly littleEndian: boolean;
  /** Whether the data is in Fortran order: the first index runs fastest. */
  readonly fortranOrder: boolean;
  readonly shape: readonly number[];
  /** The position of the first byte of the data. */
  readonly dataStart: number;
  /** The number of bytes of data, from the dtype and the shape. */
  readonly dataBytes: number;
}

/** Bytes before the header's text: magic, version, and the text's length (2 bytes in version 1, 4 later). */
export const NPY_PREFIX_BYTES = 12;
const MAGIC = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59];
/** The maximum size of a header's text; numpy by default refuses headers above 10,000 bytes. */
const LONGEST_HEADER = 65_536;
/** The first bytes of a file that hold every header that is read. */
export const NPY_HEAD_BYTES: number = NPY_PREFIX_BYTES + LONGEST_HEADER;

/** Whether bytes begin like a .npy file. */
export function isNpy(head: Uint8Array): boolean {
  return MAGIC.every((byte, i) => head[i] === byte);
}

/** Format versions, for their major numbers (the minor one is 0): 2 and 3 allow longer headers, 3 is UTF-8. */
export type NpyVersion = 1 | 2 | 3;

/**
 * The number of bytes from the file's start to the end of its header.
 *
 * @param prefix at least the first NPY_PREFIX_BYTES bytes, or the whole file if it is shorter
 * @throws InputError where the bytes are not a .npy file of version 1 to 3
 */
export function npyHeaderBytes(prefix: Uint8Array, file?: string): number {
  if (!isNpy(prefix)) {
    throw new InputError("is not a .npy file: it does not start with the bytes of \\x93NUMPY", {
      file,
      byte: 0,
    });
  }
  if (prefix.length < NPY_PREFIX_BYTES) throw truncated(prefix.length, file);
  const view = new DataView(prefix.buffer, prefix.byteOffset, prefix.byteLength);
  const [version, minor] = [prefix[6]!, prefix[7]!];
  if (version < 1 || version > 3 || minor !== 0) {
    throw new InputError(`has .npy format version ${version}.${minor}; versions 1.0, 2.0 and 3.0 are read`, {
      file,
      byte: 6,
    });
  }
  const start = version === 1 ? 10 : 12;
  const length = version === 1 ? view.getUint16(8, true) : view.getUint32(8, true);
  if (length > LONGEST_HEADER) {
    throw new InputError(`claims a header of ${length} bytes, more than the ${LONGEST_HEADER} allowed`, {
      file,
      byte: 8,
    });
  }
  return start + length;
}

/**
 * Reads the header of a .npy file, versions 1.0 to 3.0.
 *
 * @param bytes the file from its start, at least to the end of the header
 * @throws InputError with the byte where the header is wrong
 */
export function parseNpyHeader(bytes: Uint8Array, file?: string): NpyHeader {
  const dataStart = npyHeaderBytes(bytes, file);
  if (bytes.length < dataStart) throw truncated(bytes.length, file);
  const textStart = bytes[6] === 1 ? 10 : 12;
  const encoding = bytes[6] === 3 ? "utf-8" : "latin1";
  const text = new TextDecoder(encoding).decode(bytes.subarray(textStart, dataStart));
  const fields = parseDictionary(text, textStart, file);
  const take = (key: string): DictionaryEntry => {
    const entry = fields.get(key);
    if (entry === undefined) throw new InputError(`its header lacks '${key}'`, { file, byte: textStart });
    return entry;
  };
  const { dtype, littleEndian } = parseDescr(take("descr"), file);
  const fortranOrder = take("fortran_order");
  if (typeof fortranOrder.value !== "boolean") {
    throw new InputError("its header's fortran_order is neither True nor False", {
      file,
      byte: fortranOrder.byte,
    });
  }
  const shape = take("shape");
  if (!Array.isArray(shape.value)) {
    throw new InputError("its header's shape is not a tuple", { file, byte: shape.byte });
  }
  const dataBytes = shape.value.reduce((product, side) => product * side, itemSize(dtype));
  if (![...shape.value, dataBytes].every(Number.isSafeInteger)) {
    throw new InputError(`its header claims the impossible shape (${shape.value.join(", ")})`, {
      file,
      byte: shape.byte,
    });
  }
  return { dtype, littleEndian, fortranOrder: fortranOrder.value, shape: shape.value, dataStart, dataBytes };
}

/**
 * The bytes of a header as numpy writes it: padded so that the data starts at a multiple of 64.
 *
 * @throws RangeError where the shape is not of at most 64 whole numbers
 */
export function formatNpyHeader(
  header: Pick<NpyHeader, "dtype" | "littleEndian" | "fortranOrder" | "shape">,
  version: NpyVersion = 1,
): Uint8Array {
  const { dtype, littleEndian, fortranOrder, shape } = header;
  if (shape.length > MOST_DIMENSIONS || !shape.every((side) => Number.isSafeInteger(side) && side >= 0)) {
    throw new RangeError(`(${shape.join(", ")}) is not a shape of at most ${MOST_DIMENSIONS} whole numbers`);
  }
  const order = itemSize(dtype) === 1 ? "|" : littleEndian ? "<" : ">";
  const sides = shape.length === 1 ? `${shape[0]},` : shape.join(", ");
  const dictionary = `{'descr': '${order}${dtype}', 'fortran_order': ${fortranOrder ? "True" : "False"}, 'shape': (${sides}), }`;
  const textStart = version === 1 ? 10 : 12;
  const length = textStart + dictionary.length + roomToGrow(shape, fortranOrder) + 1;
  const total = (Math.floor(length / 64) + 1) * 64;
  const bytes = new Uint8Array(total).fill(0x20);
  bytes.set(MAGIC);
  bytes[6] = version;
  bytes[7] = 0;
  const view = new DataView(bytes.buffer);
  if (version === 1) view.setUint16(8, total - textStart, true);
  else view.setUint32(8, total - textStart, true);
  bytes.set(new TextEncoder().encode(dictionary), textStart);
  bytes[total - 1] = 0x0a;
  return bytes;
}

/** Spaces that numpy leaves so that the side along which a file grows may have up to 21 digits. */
function roomToGrow(shape: readonly number[], fortranOrder: boolean): number {
  const side = fortranOrder ? shape.at(-1) : shape[0];
  return side === undefined ? 0 : 21 - String(side).length;
}

/** Reads a dtype such as `<f4`, `|u1`, `?`. Without a byte order, or with `=`, it is little-endian. */
function parseDescr(
  { value, byte }: DictionaryEntry,
  file: string | undefined,
): Pick<NpyHeader, "dtype" | "littleEndian"> {
  const [, order, name] = (typeof value === "string" && /^([<>|=]?)(.*)$/.exec(value)) || [];
  const dtype = NPY_DTYPES.find((known) => known === (name === "?" ? "b1" : name));
  if (dtype === undefined) {
    const shown = typeof value === "string" ? quoted(value) : "of several parts";
    throw new InputError(
      `has dtype ${shown}, which is not numeric; the supported dtypes are ${NPY_DTYPES.join(", ")}`,
      {
        file,
        byte,
      },
    );
  }
  return { dtype, littleEndian: order !== ">" };
}

function truncated(length: number, file?: string): InputError {
  return new InputError("ends inside its .npy header: the file is truncated", { file, byte: length });
}
