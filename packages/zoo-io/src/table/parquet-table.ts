import { parquetBytes, parquetColumn } from "../parquet/parquet-bytes.js";
import { MOST_NAMED_COLUMNS, type NumberTable, type TableFormat } from "./number-table.js";
import { columnsOf, type TableBlock, tableBlocks } from "./table-blocks.js";

/** Tables as Parquet files without nulls. The keys are the first column. */
export const parquetTableFormat: TableFormat = {
  name: "parquet",
  extensions: [".parquet"],
  mostColumns: MOST_NAMED_COLUMNS,
  encode: parquetTableBytes,
};

/** The approximate number of numbers in a row group. */
const GROUP_NUMBERS = 1 << 20;

function parquetTableBytes(table: NumberTable): AsyncGenerator<Uint8Array> {
  const { keys, columns } = table;
  const type = table.elementType === "f32" ? "FLOAT" : "DOUBLE";
  async function* groups() {
    for await (const block of gatherBlocks(tableBlocks(table))) {
      yield [Array.from(block.keys), ...columnsOf(block, columns.length)];
    }
  }
  const elements = [parquetColumn(keys.name, "STRING"), ...columns.map((name) => parquetColumn(name, type))];
  return parquetBytes({ columns: elements.map((element) => [element]), groups: groups() });
}

/** Joins small blocks to row groups. */
async function* gatherBlocks(blocks: AsyncIterable<TableBlock>): AsyncGenerator<TableBlock> {
  let waiting: TableBlock[] = [];
  let numbers = 0;
  for await (const block of blocks) {
    // The numbers are copied because the memory of the block may be used again.
    waiting.push({ keys: block.keys, numbers: block.numbers.slice() });
    numbers += block.numbers.length;
    if (numbers < GROUP_NUMBERS) continue;
    yield joinBlocks(waiting);
    [waiting, numbers] = [[], 0];
  }
  if (waiting.length > 0) yield joinBlocks(waiting);
}

function joinBlocks(blocks: readonly TableBlock[]): TableBlock {
  const { numbers: first } = blocks[0]!;
  const length = blocks.reduce((sum, { numbers }) => sum + numbers.length, 0);
  const numbers = first instanceof Float32Array ? new Float32Array(length) : new Float64Array(length);
  let at = 0;
  for (const block of blocks) {
    numbers.set(block.numbers, at);
    at += block.numbers.length;
  }
  return { keys: blocks.flatMap(({ keys }) => keys), numbers };
}
