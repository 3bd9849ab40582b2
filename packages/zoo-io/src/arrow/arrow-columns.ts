import type { Column, ColumnKind } from "@weightcast/zoo";
import { DataType, type Field } from "apache-arrow";
import { concatenate } from "../files/byte-chunks.js";
import { METRICS_KINDS } from "../zoo/metrics-columns.js";

/** Gathers the entries of a metrics column from record batches. Its methods throw RangeError where a batch is malformed. */
export interface ColumnGatherer {
  /** The number of a batch's buffers that belong to the column. */
  readonly buffers: number;
  /**
   * @param buffers the bytes of each of the column's buffers, the validity first: [buffers]
   * @param nulls the number of entries that are null: a missing number is NaN, a missing text is empty
   */
  add(buffers: readonly Uint8Array[], rows: number, nulls: number): void;
  finish(): Column;
}

/**
 * The gatherer of a column of any width of whole numbers, f32, f64, truth values, texts or a dictionary of texts. As in a table of text,
 * the names of the columns tell which numbers are whole and which texts are categories.
 *
 * @param dictionaries the words of each dictionary by its number; complete when `finish` is called
 * @returns undefined where a zoo's metrics have no column of such a type
 */
export function columnGatherer(
  { name, type }: Field,
  dictionaries: ReadonlyMap<number, readonly string[]>,
): ColumnGatherer | undefined {
  const known = METRICS_KINDS.get(name);
  if (DataType.isDictionary(type)) {
    if (!isText(type.dictionary)) return undefined;
    const numbers = numberReader(type.indices);
    return numbers && codesGatherer(numbers, () => dictionaries.get(type.id) ?? [], known);
  }
  if (isText(type)) return textGatherer(DataType.isLargeUtf8(type), known);
  if (DataType.isBool(type)) {
    return numbersGatherer(readBits, (values, hasNulls) =>
      hasNulls ? { kind: "number", values } : { kind: "boolean", values: new Uint8Array(values) },
    );
  }
  const numbers = numberReader(type);
  if (numbers === undefined) return undefined;
  const mayBeWhole = known === undefined ? DataType.isInt(type) : known !== "number";
  return numbersGatherer(numbers, (values) =>
    mayBeWhole && values.every((value) => value === (value | 0))
      ? { kind: "integer", values: new Int32Array(values) }
      : { kind: "number", values },
  );
}

/**
 * Reads the words of a column of texts; a null is an empty text.
 *
 * @param isLarge whether places of texts have 64 bits
 */
export function decodeTexts(buffers: readonly Uint8Array[], rows: number, isLarge: boolean): string[] {
  if (rows === 0) return [];
  const [validity, places, bytes] = buffers as [Uint8Array, Uint8Array, Uint8Array];
  const ends = readPlaces(places, rows + 1, isLarge);
  const decoder = new TextDecoder("utf-8", { fatal: true });
  return Array.from({ length: rows }, (_, row) => {
    const [start, end] = [ends[row]!, ends[row + 1]!];
    if (!(start >= 0 && start <= end && end <= bytes.length))
      throw new RangeError("texts outside their buffer");
    return isNull(validity, row) ? "" : decoder.decode(bytes.subarray(start, end));
  });
}

/** Whether a column holds texts. */
function isText(type: DataType): boolean {
  return DataType.isUtf8(type) || DataType.isLargeUtf8(type);
}

/** Reads the first `rows` numbers of a buffer; RangeError where there are fewer. */
type NumberReader = (bytes: Uint8Array, rows: number) => ArrayLike<number>;

/** The reader of numbers of a type; undefined where it is no type of numbers that is read. */
function numberReader(type: DataType): NumberReader | undefined {
  if (!DataType.isInt(type) && !DataType.isFloat(type)) return undefined;
  switch (type.ArrayType) {
    case Int8Array:
      return readerOf(Int8Array);
    case Int16Array:
      return readerOf(Int16Array);
    case Int32Array:
      return readerOf(Int32Array);
    case Uint8Array:
      return readerOf(Uint8Array);
    case Uint32Array:
      return readerOf(Uint32Array);
    case Float32Array:
      return readerOf(Float32Array);
    case Float64Array:
      return readerOf(Float64Array);
    case BigInt64Array:
      return readInt64;
    case BigUint64Array:
      return (bytes, rows) =>
        Float64Array.from(new BigUint64Array(take(bytes, 8 * rows).slice().buffer), Number);
    case Uint16Array:
      // Numbers of 16 bits are stored alike, whole or not.
      return DataType.isInt(type) ? readerOf(Uint16Array) : undefined;
    default:
      return undefined;
  }
}

function readerOf<Values extends ArrayLike<number>>(
  ArrayType: (new (buffer: ArrayBufferLike) => Values) & { readonly BYTES_PER_ELEMENT: number },
): NumberReader {
  return (bytes, rows) => new ArrayType(take(bytes, rows * ArrayType.BYTES_PER_ELEMENT).slice().buffer);
}

/** Reads the first `count` places of texts or lists, of 64 bits where `isLarge`, else of 32; RangeError where there are fewer. */
export function readPlaces(bytes: Uint8Array, count: number, isLarge: boolean): ArrayLike<number> {
  return (isLarge ? readInt64 : readerOf(Int32Array))(bytes, count);
}

/** Whole numbers of 64 bits, rounded to f64. */
function readInt64(bytes: Uint8Array, rows: number): Float64Array {
  return Float64Array.from(new BigInt64Array(take(bytes, 8 * rows).slice().buffer), Number);
}

function readBits(bytes: Uint8Array, rows: number): Uint8Array {
  const bits = take(bytes, Math.ceil(rows / 8));
  return Uint8Array.from({ length: rows }, (_, row) => (bits[row >> 3]! >> (row & 7)) & 1);
}

function numbersGatherer(
  read: NumberReader,
  finish: (values: Float64Array, hasNulls: boolean) => Column,
): ColumnGatherer {
  const chunks: Uint8Array[] = [];
  let hasNulls = false;
  return {
    buffers: 2,
    add([validity, data], rows, nulls) {
      const values = Float64Array.from(read(data!, rows));
      if (nulls > 0) {
        hasNulls = true;
        for (let row = 0; row < rows; row++) if (isNull(validity!, row)) values[row] = Number.NaN;
      }
      chunks.push(new Uint8Array(values.buffer));
    },
    finish: () => finish(new Float64Array(concatenate(chunks).buffer as ArrayBuffer), hasNulls),
  };
}

/** Gathers the numbers of words. Words that a dictionary holds twice, as joined tables may, are one category. */
function codesGatherer(
  read: NumberReader,
  words: () => readonly string[],
  known: ColumnKind | undefined,
): ColumnGatherer {
  return numbersGatherer(read, (values, hasNulls) => {
    const texts = hasNulls ? [...words(), ""] : words();
    const numbered = numberWords(texts);
    const codes = Int32Array.from(values, (value) => {
      const code = numbered.codes[Number.isNaN(value) ? texts.length - 1 : value];
      if (code === undefined) throw new RangeError(`word ${value} of a dictionary of ${texts.length}`);
      return code;
    });
    const { categories } = numbered;
    if (known !== "text") return { kind: "category", codes, categories };
    return { kind: "text", values: Array.from(codes, (code) => categories[code]!) };
  });
}

function textGatherer(isLarge: boolean, known: ColumnKind | undefined): ColumnGatherer {
  const values: string[] = [];
  let last = "";
  return {
    buffers: 3,
    add(buffers, rows) {
      for (const text of decodeTexts(buffers, rows, isLarge)) {
        // Neighbouring rows often have the same text, such as a run's folder, so that they can share one.
        if (text !== last) last = text;
        values.push(last);
      }
    },
    finish: () =>
      known === "text" ? { kind: "text", values } : { kind: "category", ...numberWords(values) },
  };
}

/** Numbers words in the order in which they first occur: the number of each, and the words by number. */
function numberWords(words: readonly string[]): {
  readonly codes: Int32Array;
  readonly categories: string[];
} {
  const codeOf = new Map<string, number>();
  const codes = Int32Array.from(words, (word) => {
    const code = codeOf.get(word) ?? codeOf.size;
    if (code === codeOf.size) codeOf.set(word, code);
    return code;
  });
  return { codes, categories: Array.from(codeOf.keys()) };
}

/** Whether an entry is null: its bit is not set. A column without nulls may have no bits. */
function isNull(validity: Uint8Array, row: number): boolean {
  if (validity.length === 0) return false;
  const byte = validity[row >> 3];
  if (byte === undefined) throw new RangeError("too few bits of validity");
  return ((byte >> (row & 7)) & 1) === 0;
}

/** @throws RangeError where there are fewer bytes */
function take(bytes: Uint8Array, length: number): Uint8Array {
  if (bytes.length < length) throw new RangeError(`${bytes.length} bytes where ${length} were expected`);
  return bytes.subarray(0, length);
}
