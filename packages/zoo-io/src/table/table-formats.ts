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
  return [files.slice(0, -1).join(", "), ...files.slice(-1)].filter(Boolean).join(" or ");
}
