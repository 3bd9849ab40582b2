import { MOST_NAMED_COLUMNS, type NumberTable, type TableFormat } from "./number-table.js";

/** Tables as Arrow IPC files without nulls. The keys are the first column. */
export const arrowTableFormat: TableFormat = {
  name: "arrow",
  extensions: [".arrow"],
  mostColumns: MOST_NAMED_COLUMNS,
  encode: arrowBytes,
};

async function* arrowBytes(table: NumberTable): AsyncGenerator<Uint8Array> {
  const { arrowTableBytes } = await import("../arrow/arrow-library.js");
  yield* arrowTableBytes(table);
}
