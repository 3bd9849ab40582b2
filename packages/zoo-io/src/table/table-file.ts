import { extname } from "node:path";
import { unknownName } from "@weightcast/core";
import type { AtomicOptions } from "@weightcast/runtime/node";
import { writeChunks } from "../files/write-chunks.js";
import type { NumberTable, TableFormat } from "./number-table.js";
import { tableFormats } from "./table-formats.js";

/**
 * Refuses an output path, so that long work can fail before it starts.
 *
 * @throws UsageError where the file's name does not end in a format that tables are written in
 */
export function requireTableFormat(path: string): void {
  formatOf(path);
}

/**
 * Writes a table in the format that the file's name ends in: .npy (the numbers only), .csv, .arrow (IPC file) or .parquet, the keys as
 * the first column; block by block, so that a table of any length passes through bounded memory. Arrow and Parquet columns have the
 * table's element type and no nulls; in CSV a NaN is an empty cell. All of it or nothing.
 *
 * @throws UsageError where the file's name ends in none of these
 * @throws RangeError where keys, column names and blocks differ in size
 * @throws OutputExistsError where the file exists, unless `force`
 * @throws CancelledError once `signal` is aborted; nothing is left at `path`
 */
export async function writeTable(
  path: string,
  table: NumberTable,
  options: AtomicOptions = {},
): Promise<void> {
  await writeChunks(path, formatOf(path).encode(table), options);
}

function formatOf(path: string): TableFormat {
  const format = tableFormats.ofFile(path);
  if (format !== undefined) return format;
  const known = Array.from(tableFormats).flatMap(({ extensions }) => extensions);
  throw unknownName("table format", extname(path).toLowerCase() || path, known);
}
