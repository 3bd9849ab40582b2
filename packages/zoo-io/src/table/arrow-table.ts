import type { NumberTable, TableFormat } from "./number-table.js";

/** Tables as Arrow IPC files without nulls. The keys are the first column. */
export const arrowTableFormat: TableFormat = {
  name: "arrow",
  extensions: [".arrow"],
  encode: arrowBytes,
};

async function* arrowBytes(table: NumberTable): AsyncGenerator<Uint8Array> {
  const { arrowTableBytes } = await import("../arrow/arrow-library.js");
  yield* arrowTableBytes(table);
}
