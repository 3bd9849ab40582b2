import { promisify } from "node:util";
import { inflate } from "node:zlib";
import { InputError, throwIfCancelled } from "@weightcast/core";
import { MOST_UNPACKED_BYTES } from "./file-bytes.js";

/** A numeric array of a MATLAB file. */
export interface MatArray {
  readonly shape: readonly number[];
  /**
   * The elements in column-major order, of the type in which the file stores them; u8 is a view of the file's
   * bytes or of the unpacked bytes.
   */
  readonly data: MatData;
  /** The position in the file of the element that contains the array. */
  readonly byte: number;
}

type MatData =
  | Int8Array
  | Uint8Array
  | Int16Array
  | Uint16Array
  | Int32Array
  | Uint32Array
  | Float32Array
  | Float64Array;

const HEADER_BYTES = 128;
const VERSION_5 = 0x0100;
const COMPRESSED = 15;
const MATRIX = 14;
const INT8 = 1;
const INT32 = 5;
const UINT32 = 6;
/** The range of the class numbers of numeric arrays: double to uint64. */
const NUMERIC_CLASSES = [6, 15] as const;

/** Element types of numbers, by their code. 64-bit integers are not read. */
const NUMBER_TYPES: Readonly<Record<number, { readonly size: number; make(bytes: ArrayBuffer): MatData }>> = {
  1: { size: 1, make: (bytes) => new Int8Array(bytes) },
  2: { size: 1, make: (bytes) => new Uint8Array(bytes) },
  3: { size: 2, make: (bytes) => new Int16Array(bytes) },
  4: { size: 2, make: (bytes) => new Uint16Array(bytes) },
  5: { size: 4, make: (bytes) => new Int32Array(bytes) },
  6: { size: 4, make: (bytes) => new Uint32Array(bytes) },
  7: { size: 4, make: (bytes) => new Float32Array(bytes) },
  9: { size: 8, make: (bytes) => new Float64Array(bytes) },
};

/** Bytes with elements one after another, and their position in the file for error messages. */
interface Section {
  readonly bytes: Uint8Array;
  readonly view: DataView;
  readonly file: string;
  /**
   * Returns the position in the file of the byte at `at` in the section; for packed data, the position of the
   * packed element.
   */
  locate(at: number): number;
}

interface Element {
  readonly type: number;
  readonly start: number;
  readonly end: number;
  /** The position of the next element. */
  readonly next: number;
}

/**
 * The named arrays of a MATLAB file of version 5 (the format of MATLAB's `save` up to `-v7`, little-endian), packed or not. Variables of
 * other names are passed over.
 *
 * @throws InputError with the byte where the file is of another format, damaged or truncated, lacks a variable, or has one that is no
 * array of real numbers
 * @throws CancelledError once `signal` is aborted
 */
export async function parseMat5<Name extends string>(
  bytes: Uint8Array,
  names: readonly Name[],
  file: string,
  signal?: AbortSignal,
): Promise<Readonly<Record<Name, MatArray>>> {
  checkHeader(bytes, file);
  const found = new Map<string, MatArray>();
  const whole = sectionOf(bytes, file, (at) => at);
  for (let at = HEADER_BYTES; at < bytes.length; ) {
    throwIfCancelled(signal, `reading ${file}`);
    const element = elementAt(whole, at);
    const matrix = element.type === COMPRESSED ? await unpack(whole, at, element) : { section: whole, at };
    readVariable(matrix.section, matrix.at, names, found);
    at = element.next;
  }
  const missing = names.filter((name) => !found.has(name));
  if (missing.length > 0) {
    throw new InputError(`holds no variable ${missing.join(", no variable ")}`, { file, byte: bytes.length });
  }
  return Object.fromEntries(found) as Record<Name, MatArray>;
}

function checkHeader(bytes: Uint8Array, file: string): void {
  const text = String.fromCharCode(...bytes.subarray(0, 19));
  if (text.startsWith("MATLAB 7.3 MAT-file")) {
    throw new InputError("is a MATLAB file of version 7.3; version 5 is read: save it with -v7", {
      file,
      byte: 0,
    });
  }
  if (!text.startsWith("MATLAB 5.0 MAT-file".slice(0, text.length))) {
    throw new InputError("is not a MATLAB file of version 5", { file, byte: 0 });
  }
  if (bytes.length < HEADER_BYTES) {
    throw new InputError("ends inside its MATLAB header: the file is truncated", {
      file,
      byte: bytes.length,
    });
  }
  const endian = String.fromCharCode(bytes[126]!, bytes[127]!);
  if (endian !== "IM") {
    throw new InputError("is not a little-endian MATLAB file: its byte order mark is not IM", {
      file,
      byte: 126,
    });
  }
  if ((bytes[124]! | (bytes[125]! << 8)) !== VERSION_5) {
    throw new InputError("is not a MATLAB file of version 5: its version is another", { file, byte: 124 });
  }
}

function sectionOf(bytes: Uint8Array, file: string, locate: (at: number) => number): Section {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return { bytes, view, file, locate };
}

function fail({ file, locate }: Section, at: number, problem: string, cause?: unknown): InputError {
  return new InputError(problem, { file, byte: locate(at) }, { cause });
}

/** Reads the element at `at`, which must end by `limit`. */
function elementAt(section: Section, at: number, limit = section.bytes.length): Element {
  const { view } = section;
  if (limit - at < 8) throw fail(section, at, "ends inside the tag of a MATLAB element");
  const first = view.getUint32(at, true);
  const smallBytes = first >>> 16;
  // A short element shares eight bytes with its tag, in which it may have up to four.
  const isSmall = smallBytes !== 0;
  const type = isSmall ? first & 0xffff : first;
  const start = at + (isSmall ? 4 : 8);
  const size = isSmall ? smallBytes : view.getUint32(at + 4, true);
  const room = isSmall ? 4 : limit - start;
  if (size > room) {
    throw fail(section, at, `a MATLAB element claims ${size} bytes, but ${room} are there`);
  }
  const end = start + size;
  const next = isSmall ? at + 8 : type === COMPRESSED ? end : start + Math.ceil(size / 8) * 8;
  return { type, start, end, next: Math.min(next, limit) };
}

async function unpack(
  whole: Section,
  at: number,
  { start, end }: Element,
): Promise<{ readonly section: Section; readonly at: number }> {
  const packed = whole.bytes.subarray(start, end);
  const unpacked = await promisify(inflate)(packed, { maxOutputLength: MOST_UNPACKED_BYTES }).catch(
    (cause: NodeJS.ErrnoException) => {
      const problem =
        cause.code === "ERR_BUFFER_TOO_LARGE"
          ? `a packed MATLAB element unpacks to more than ${MOST_UNPACKED_BYTES} bytes`
          : `a packed MATLAB element is broken (${cause.message})`;
      throw fail(whole, at, problem, cause);
    },
  );
  return { section: sectionOf(unpacked, whole.file, () => at), at: 0 };
}

/** Keeps the array whose element begins at `at` if the array has one of the names. */
function readVariable(
  section: Section,
  at: number,
  names: readonly string[],
  found: Map<string, MatArray>,
): void {
  const matrix = elementAt(section, at);
  if (matrix.type !== MATRIX) return;
  const part = (from: number) => elementAt(section, from, matrix.end);
  const flags = part(matrix.start);
  if (flags.type !== UINT32 || flags.end - flags.start !== 8) {
    throw fail(section, matrix.start, "a MATLAB array does not begin with its flags");
  }
  const dimensions = part(flags.next);
  if (dimensions.type !== INT32) throw fail(section, flags.next, "a MATLAB array has no dimensions");
  const name = part(dimensions.next);
  if (name.type !== INT8) throw fail(section, dimensions.next, "a MATLAB array has no name");
  const text = String.fromCharCode(...section.bytes.subarray(name.start, name.end));
  if (!names.includes(text)) return;
  const flagBits = section.view.getUint32(flags.start, true);
  const [least, most] = NUMERIC_CLASSES;
  const isNumeric = (flagBits & 0xff) >= least && (flagBits & 0xff) <= most;
  const isComplex = (flagBits & 0x0800) !== 0;
  if (!isNumeric || isComplex) {
    throw fail(section, flags.start, `the variable ${text} is not an array of real numbers`);
  }
  const shape: number[] = [];
  for (let i = dimensions.start; i + 4 <= dimensions.end; i += 4) shape.push(section.view.getInt32(i, true));
  const data = numbersOf(section, part(name.next), text, shape);
  found.set(text, { shape, data, byte: section.locate(at) });
}

function numbersOf(section: Section, element: Element, name: string, shape: readonly number[]): MatData {
  const { type, start, end } = element;
  const numbers = NUMBER_TYPES[type];
  if (numbers === undefined) {
    throw fail(section, start, `the variable ${name} holds elements of type ${type}, which are not read`);
  }
  const expected = shape.reduce((product, side) => product * side, numbers.size);
  if (end - start !== expected) {
    const problem = `the variable ${name} of shape (${shape.join(", ")}) calls for ${expected} bytes, ${end - start} are there`;
    throw fail(section, start, problem);
  }
  const bytes = section.bytes.subarray(start, end);
  // Wider elements may be stored at any address and are copied to an aligned one.
  return type === 2 ? bytes : numbers.make(Uint8Array.from(bytes).buffer);
}
