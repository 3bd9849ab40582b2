import { InputError, type Matrix, oneOf } from "@weightcast/core";
import { FormatRegistry } from "../formats/format-registry.js";
import { arrowTableFormat } from "./arrow-table.js";
import { csvTableFormat } from "./csv-table.js";
import { npyTableFormat } from "./npy-table.js";
import type { TableFormat } from "./number-table.js";
import { parquetTableFormat } from "./parquet-table.js";

/** The file formats of tables of numbers. */
export const tableFormats: FormatRegistry<TableFormat> = new FormatRegistry<TableFormat>("table format", [
  npyTableFormat,
  csvTableFormat,
  arrowTableFormat,
  parquetTableFormat,
]);

/** A description of the table formats for help texts: `.npy (numbers only), .csv, .arrow or .parquet`. */
export function describeTableFormats(): string {
  const files = Array.from(tableFormats, ({ extensions, limits }) =>
    [extensions.join(" or "), ...(limits === undefined ? [] : [`(${limits})`])].join(" "),
  );
  return oneOf(files);
}

/** The extensions of the table formats from which the weights of networks are read, for help texts and messages: `.npy`. */
export function describeWeightFormats(): string {
  return oneOf(Array.from(tableFormats).flatMap((format) => (readsWeights(format) ? format.extensions : [])));
}

/** Returns whether the weights of networks are read from files with a name like this. */
export function isWeightsName(name: string): boolean {
  return readsWeights(tableFormats.ofFile(name));
}

/**
 * Decodes the weights of networks by the table format to which the extension of the file's name belongs.
 *
 * @returns the weights of one or several networks: [networks, parameters] f32
 * @throws InputError where networks are not read from this format, or the bytes are malformed
 */
export function decodeWeights(bytes: Uint8Array, file: string): Matrix<Float32Array> {
  const weights = tableFormats.ofFile(file)?.decodeWeights?.(bytes, file);
  if (weights !== undefined) return weights;
  throw new InputError(`is not in a format from which networks are read (${describeWeightFormats()})`, {
    file,
  });
}

function readsWeights(format: TableFormat | undefined): boolean {
  return format?.decodeWeights !== undefined;
}
