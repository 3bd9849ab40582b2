import { decodeNpy, encodeElements, formatNpyHeader } from "@weightcast/npy";
import { weightsMatrix } from "../npy/weights-matrix.js";
import type { NumberTable, TableFormat } from "./number-table.js";
import { tableBlocks } from "./table-blocks.js";

/** The numbers of tables as .npy matrices, without keys and column names. */
export const npyTableFormat: TableFormat = {
  name: "npy",
  extensions: [".npy"],
  limits: "numbers only",
  encode: npyBytes,
  decodeWeights: (bytes, file) => weightsMatrix(decodeNpy(bytes, file), file),
};

async function* npyBytes(table: NumberTable): AsyncGenerator<Uint8Array> {
  const dtype = table.elementType === "f32" ? "f4" : "f8";
  const shape = [table.keys.values.length, table.columns.length];
  yield formatNpyHeader({ dtype, littleEndian: true, fortranOrder: false, shape });
  for await (const { numbers } of tableBlocks(table)) yield encodeElements(numbers, dtype, true);
}
