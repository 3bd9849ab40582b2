import { type Matrix, matrixRow } from "@weightcast/core";
import type { NumberTable } from "./number-table.js";

/** Some rows of a table. */
export interface TableBlock {
  readonly keys: readonly string[];
  /** The numbers, of the table's element type, without gaps between rows: [rows, columns]. */
  readonly numbers: Float32Array | Float64Array;
}

/**
 * The blocks of a table with their keys.
 *
 * @throws RangeError where keys, column names and blocks differ in size
 */
export async function* tableBlocks({
  keys,
  columns,
  elementType,
  blocks,
}: NumberTable): AsyncGenerator<TableBlock> {
  let row = 0;
  for await (const block of blocks) {
    if (block.columns !== columns.length || row + block.rows > keys.values.length) {
      throw new RangeError(
        `a block of ${block.rows} x ${block.columns} at row ${row} does not fit a table of ${keys.values.length} x ${columns.length}`,
      );
    }
    yield { keys: keys.values.slice(row, row + block.rows), numbers: packed(block, elementType) };
    row += block.rows;
  }
  if (row < keys.values.length) {
    throw new RangeError(`the blocks hold ${row} rows, the table has ${keys.values.length} keys`);
  }
}

/** Rows without gaps, of an element type: a view where they are so already. */
function packed(block: Matrix, elementType: "f32" | "f64"): Float32Array | Float64Array {
  const { data, rows, columns, stride } = block;
  const FloatArray = elementType === "f32" ? Float32Array : Float64Array;
  if (stride === columns && data instanceof FloatArray) return data.subarray(0, rows * columns);
  const numbers = new FloatArray(rows * columns);
  for (let i = 0; i < rows; i++) numbers.set(matrixRow(block, i), i * columns);
  return numbers;
}

/** Copies the columns of a block, each to memory of its own. */
export function columnsOf({ keys, numbers }: TableBlock, columns: number): (Float32Array | Float64Array)[] {
  const rows = keys.length;
  return Array.from({ length: columns }, (_, column) => {
    const copy = numbers instanceof Float32Array ? new Float32Array(rows) : new Float64Array(rows);
    for (let row = 0; row < rows; row++) copy[row] = numbers[row * columns + column]!;
    return copy;
  });
}
