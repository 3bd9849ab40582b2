import { InputError } from "@weightcast/core";
import { type DictionaryValue, parseDictionary } from "./npy-dictionary.js";
import { itemSize, NPY_DTYPES, type NpyDtype } from "./npy-dtype.js";

/** What stands before the data of a .npy file. */
export interface NpyHeader {
  readonly dtype: NpyDtype;
  readonly littleEndian: boolean;
  /** Whether the first index runs fastest. */
  readonly fortranOrder: boolean;
  readonly shape: readonly number[];
  /** First byte of the data. */
  readonly dataStart: number;
  /** Bytes of data that dtype and shape call for. */
  readonly dataBytes: number;
}

/** Bytes before the header's text: magic, version, and the text's length (2 bytes in version 1, 4 later). */
export const NPY_PREFIX_BYTES = 12;
const MAGIC = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59];
/** numpy itself refuses headers above 10,000 bytes unless told otherwise. */
const LONGEST_HEADER = 65_536;

/**
 * How many bytes of a file's start hold its whole header.
 *
 * @param prefix at least the first NPY_PREFIX_BYTES bytes, or the whole file where it is shorter
 * @throws InputError where this is no .npy file of version 1 to 3
 */
export function npyHeaderBytes(prefix: Uint8Array, file?: string): number {
  if (MAGIC.some((byte, i) => prefix[i] !== byte)) {
    throw new InputError("is not a .npy file: it does not start with the bytes of \\x93NUMPY", {
      file,
      byte: 0,
    });
  }
  if (prefix.length < NPY_PREFIX_BYTES) throw truncated(prefix.length, file);
  const view = new DataView(prefix.buffer, prefix.byteOffset, prefix.byteLength);
  const version = prefix[6]!;
  if (version < 1 || version > 3) {
    throw new InputError(`has .npy format version ${version}; versions 1 to 3 are read`, { file, byte: 6 });
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
  const take = (key: string) => {
    if (!fields.has(key)) throw new InputError(`its header lacks '${key}'`, { file, byte: textStart });
    return fields.get(key);
  };
  const descr = take("descr");
  const fortranOrder = take("fortran_order");
  const shape = take("shape");
  if (typeof fortranOrder !== "boolean" || !Array.isArray(shape)) {
    throw new InputError("its header's fortran_order or shape has the wrong type", { file, byte: textStart });
  }
  const { dtype, littleEndian } = parseDescr(descr, textStart, file);
  const dataBytes = shape.reduce((product, side) => product * side, itemSize(dtype));
  if (!Number.isSafeInteger(dataBytes)) {
    throw new InputError(`its header claims the impossible shape (${shape.join(", ")})`, {
      file,
      byte: textStart,
    });
  }
  return { dtype, littleEndian, fortranOrder, shape, dataStart, dataBytes };
}

/** The bytes of a version 1.0 header (2.0 where it is too long for that), padded so that the data starts at a multiple of 64. */
export function formatNpyHeader(
  header: Pick<NpyHeader, "dtype" | "littleEndian" | "fortranOrder" | "shape">,
): Uint8Array {
  const { dtype, littleEndian, fortranOrder, shape } = header;
  const order = itemSize(dtype) === 1 ? "|" : littleEndian ? "<" : ">";
  const sides = shape.length === 1 ? `${shape[0]},` : shape.join(", ");
  const dictionary = `{'descr': '${order}${dtype}', 'fortran_order': ${fortranOrder ? "True" : "False"}, 'shape': (${sides}), }`;
  const version = dictionary.length + 11 + 64 > 0xffff ? 2 : 1;
  const textStart = version === 1 ? 10 : 12;
  const total = Math.ceil((textStart + dictionary.length + 1) / 64) * 64;
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

function parseDescr(
  descr: DictionaryValue | undefined,
  byte: number,
  file?: string,
): Pick<NpyHeader, "dtype" | "littleEndian"> {
  const match = typeof descr === "string" ? /^([<>|=]?)([a-zA-Z?])(\d*)/.exec(descr) : null;
  const dtype = descr === "?" ? "b1" : match === null ? undefined : `${match[2]}${match[3]}`;
  if (match === null || match[0] !== descr || !NPY_DTYPES.includes(dtype as NpyDtype)) {
    const shown = typeof descr === "string" ? `'${descr}'` : "that is no plain type";
    throw new InputError(`holds a dtype ${shown}, not numbers; known: ${NPY_DTYPES.join(", ")}`, {
      file,
      byte,
    });
  }
  return { dtype: dtype as NpyDtype, littleEndian: match[1] !== ">" };
}

function truncated(length: number, file?: string): InputError {
  return new InputError("ends inside its .npy header: the file is truncated", { file, byte: length });
}
