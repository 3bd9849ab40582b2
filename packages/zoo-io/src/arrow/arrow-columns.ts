import type { Column } from "@weightcast/zoo";
import { DataType, type Field } from "apache-arrow";
import { concatenate } from "../files/byte-chunks.js";

/** Gathers the entries of a metrics column from record batches. Its methods throw RangeError where a batch is malformed. */
export interface ColumnGatherer {
  /** The number of a batch's buffers that belong to the column. */
  readonly buffers: number;
  /** @param buffers the bytes of each of the column's buffers, the validity first: [buffers] */
  add(buffers: readonly Uint8Array[], rows: number): void;
  finish(): Column;
}

/**
 * @param dictionaries the words of each dictionary by its number; complete when `finish` is called
 * @returns undefined where a zoo's metrics have no column of such a type
 */
export function columnGatherer(
  { type }: Field,
  dictionaries: ReadonlyMap<number, readonly string[]>,
): ColumnGatherer | undefined {
  if (DataType.isFloat(type) && type.ArrayType === Float64Array) {
    return fixedGatherer(8, (bytes) => ({ kind: "number", values: new Float64Array(bytes) }));
  }
  if (DataType.isInt(type) && type.ArrayType === Int32Array) {
    return fixedGatherer(4, (bytes) => ({ kind: "integer", values: new Int32Array(bytes) }));
  }
  if (
    DataType.isDictionary(type) &&
    DataType.isUtf8(type.dictionary) &&
    type.indices.ArrayType === Int32Array
  ) {
    return fixedGatherer(4, (bytes) => {
      const categories = dictionaries.get(type.id) ?? [];
      const codes = new Int32Array(bytes);
      const stray = codes.find((code) => !(code >= 0 && code < categories.length));
      if (stray !== undefined) throw new RangeError(`word ${stray} of a dictionary of ${categories.length}`);
      return { kind: "category", codes, categories };
    });
  }
  if (DataType.isBool(type)) return booleanGatherer();
  if (DataType.isUtf8(type)) return textGatherer();
  return undefined;
}

/** Reads the words of a column of texts. */
export function decodeTexts(buffers: readonly Uint8Array[], rows: number): string[] {
  if (rows === 0) return [];
  const [, places, bytes] = buffers as [Uint8Array, Uint8Array, Uint8Array];
  const ends = new Int32Array(take(places, 4 * (rows + 1)).slice().buffer);
  const decoder = new TextDecoder("utf-8", { fatal: true });
  return Array.from({ length: rows }, (_, row) => {
    const [start, end] = [ends[row]!, ends[row + 1]!];
    if (!(start >= 0 && start <= end && end <= bytes.length))
      throw new RangeError("texts outside their buffer");
    return decoder.decode(bytes.subarray(start, end));
  });
}

function fixedGatherer(size: number, finish: (bytes: ArrayBuffer) => Column): ColumnGatherer {
  const chunks: Uint8Array[] = [];
  return {
    buffers: 2,
    add: ([, data], rows) => chunks.push(take(data!, rows * size).slice()),
    finish: () => finish(concatenate(chunks).buffer as ArrayBuffer),
  };
}

function booleanGatherer(): ColumnGatherer {
  const values: number[] = [];
  return {
    buffers: 2,
    add([, data], rows) {
      const bits = take(data!, Math.ceil(rows / 8));
      for (let row = 0; row < rows; row++) values.push((bits[row >> 3]! >> (row & 7)) & 1);
    },
    finish: () => ({ kind: "boolean", values: Uint8Array.from(values) }),
  };
}

function textGatherer(): ColumnGatherer {
  const values: string[] = [];
  let last = "";
  return {
    buffers: 3,
    add(buffers, rows) {
      for (const text of decodeTexts(buffers, rows)) {
        // Neighbouring rows often have the same text, such as a run's folder, so that they can share one.
        if (text !== last) last = text;
        values.push(last);
      }
    },
    finish: () => ({ kind: "text", values }),
  };
}

/** @throws RangeError where there are fewer bytes */
function take(bytes: Uint8Array, length: number): Uint8Array {
  if (bytes.length < length) throw new RangeError(`${bytes.length} bytes where ${length} were expected`);
  return bytes.subarray(0, length);
}
