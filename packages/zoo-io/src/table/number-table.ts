import type { Matrix } from "@weightcast/core";
import type { FileFormat } from "../formats/format-registry.js";

/** A table of numbers with named columns and a column of names that says what each row is. */
export interface NumberTable {
  readonly keys: { readonly name: string; readonly values: readonly string[] };
  /** The names of the columns of numbers. */
  readonly columns: readonly string[];
  /** What the numbers are written as where the format has a choice. */
  readonly elementType: "f32" | "f64";
  /** The numbers in blocks of some rows, [rows of the block, columns.length] f32 or f64, together as many as there are keys. */
  readonly blocks: AsyncIterable<Matrix>;
}

/** A way to write tables of numbers. A format that is registered in `tableFormats` is known to all that writes tables. */
export interface TableFormat extends FileFormat {
  /** What of a table it leaves out, for help: `numbers only`. */
  readonly limits?: string;
  /** The bytes of the file, piece by piece: a piece is used up before the next is asked for. */
  encode(table: NumberTable): AsyncIterable<Uint8Array>;
  /**
   * The weights of the networks in a file, [networks, parameters] f32; absent where networks are not read from the format.
   *
   * @param file names the file in errors
   * @throws InputError where the bytes are malformed, or hold no vector or matrix
   */
  decodeWeights?(bytes: Uint8Array, file: string): Matrix<Float32Array>;
}
