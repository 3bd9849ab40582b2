import { FormatRegistry } from "../formats/format-registry.js";
import { arrowTableFormat } from "./arrow-table.js";
import { csvTableFormat } from "./csv-table.js";
import { npyTableFormat } from "./npy-table.js";
import type { TableFormat } from "./number-table.js";
import { parquetTableFormat } from "./parquet-table.js";

/** The formats that tables of numbers are written in. */
export const tableFormats: FormatRegistry<TableFormat> = new FormatRegistry<TableFormat>("table format", [
  npyTableFormat,
  csvTableFormat,
  arrowTableFormat,
  parquetTableFormat,
]);

/** The files that tables are written as, for help: `.npy (numbers only), .csv, .arrow or .parquet`. */
export function describeTableFormats(): string {
  const files = Array.from(tableFormats, ({ extensions, limits }) =>
    [extensions.join(" or "), ...(limits === undefined ? [] : [`(${limits})`])].join(" "),
  );
  return [files.slice(0, -1).join(", "), ...files.slice(-1)].filter(Boolean).join(" or ");
}
