import { extname } from "node:path";
import { oneOf, UsageError, unknownName } from "@weightcast/core";
import type { AtomicOptions } from "@weightcast/runtime/node";
import { writeChunks } from "../files/write-chunks.js";
import type { NumberTable, TableFormat } from "./number-table.js";
import { tableFormats } from "./table-formats.js";

/**
 * Checks the extension of an output path, so that long work can fail before it starts.
 *
 * @throws UsageError where no table format has the extension of the file's name
 */
export function requireTableFormat(path: string): void {
  formatOf(path);
}

/**
 * Writes a table to a file, completely or not at all. The extension of the file's name decides the format: .npy (numbers only), .csv, .arrow (IPC
 * file) or .parquet, or another format of `tableFormats`. The keys are the first column. The table is written block by block in bounded memory.
 * Arrow and Parquet columns have the table's element type and no nulls; in CSV a NaN is an empty cell.
 *
 * @throws UsageError where no table format has the extension of the file's name, or the table has more columns than the format takes
 * @throws RangeError where keys, column names and blocks differ in size
 * @throws OutputExistsError where the file exists, except with `force`
 * @throws CancelledError once `signal` is aborted; nothing is left at `path`
 */
export async function writeTable(
  path: string,
  table: NumberTable,
  options: AtomicOptions = {},
): Promise<void> {
  const format = formatOf(path);
  const { length } = table.columns;
  if (length > (format.mostColumns ?? length)) {
    const others = Array.from(tableFormats).filter(({ mostColumns = length }) => mostColumns >= length);
    throw new UsageError(
      `${path}: a table of ${length} columns is too wide for this format, which takes ${format.mostColumns}; write ${oneOf(others.flatMap(({ extensions }) => extensions))}`,
    );
  }
  await writeChunks(path, format.encode(table), options);
}

function formatOf(path: string): TableFormat {
  const format = tableFormats.ofFile(path);
  if (format !== undefined) return format;
  const known = Array.from(tableFormats).flatMap(({ extensions }) => extensions);
  throw unknownName("table format", extname(path).toLowerCase() || path, known);
}
