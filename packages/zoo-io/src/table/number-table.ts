import type { Matrix } from "@weightcast/core";
import type { FileFormat } from "../formats/format-registry.js";

/** A table of numbers with named columns, and a key for each row. */
export interface NumberTable {
  readonly keys: { readonly name: string; readonly values: readonly string[] };
  /** The names of the columns of numbers. */
  readonly columns: readonly string[];
  /** The element type of the numbers, for formats that support both. */
  readonly elementType: "f32" | "f64";
  /** The numbers in blocks of rows, [rows of the block, columns.length] f32 or f64. All blocks together have as many rows as there are keys. */
  readonly blocks: AsyncIterable<Matrix>;
}

/** The maximum number of columns of formats that have a name, or memory of its own, for each column: more take gigabytes and minutes. */
export const MOST_NAMED_COLUMNS: number = 2 ** 16;

/** A file format of tables of numbers. All functions that write tables know the formats in `tableFormats`. */
export interface TableFormat extends FileFormat {
  /** The limits of the format, for help texts: `numbers only`. */
  readonly limits?: string;
  /** The maximum number of columns of numbers; absent where any number is written. */
  readonly mostColumns?: number;
  /** Encodes a table as the bytes of a file, in pieces. Each piece is used before the next is requested. */
  encode(table: NumberTable): AsyncIterable<Uint8Array>;
  /**
   * The weights of the networks in a file, [networks, parameters] f32; absent where networks are not read from the format.
   *
   * @param file the file's name for error messages
   * @throws InputError where the bytes are malformed, or are not a vector or a matrix
   */
  decodeWeights?(bytes: Uint8Array, file: string): Matrix<Float32Array>;
}
