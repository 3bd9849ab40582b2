import { formatNumber } from "@weightcast/core";
import { formatCsvLines } from "../csv/csv.js";
import { MOST_NAMED_COLUMNS, type NumberTable, type TableFormat } from "./number-table.js";
import { tableBlocks } from "./table-blocks.js";

/** Tables as CSV text. The keys are the first column, and NaN becomes an empty cell. */
export const csvTableFormat: TableFormat = {
  name: "csv",
  extensions: [".csv"],
  mostColumns: MOST_NAMED_COLUMNS,
  encode: csvBytes,
};

async function* csvBytes(table: NumberTable): AsyncGenerator<Uint8Array> {
  const { keys, columns } = table;
  const encoder = new TextEncoder();
  yield encoder.encode(formatCsvLines([[keys.name, ...columns]]));
  for await (const block of tableBlocks(table)) {
    const lines = block.keys.map((key, i) => {
      const row = block.numbers.subarray(i * columns.length, (i + 1) * columns.length);
      return [key, ...Array.from(row, formatNumber)];
    });
    yield encoder.encode(formatCsvLines(lines));
  }
}
