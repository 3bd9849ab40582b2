import { formatNumber, type Matrix, matrixRow, unknownName } from "@weightcast/core";
import { Field, Float32, Float64, makeData, type RecordBatch, Schema, Utf8 } from "apache-arrow";
import { recordBatch, textData } from "../arrow/arrow.js";
import { arrowFileBytes } from "../arrow/arrow-bytes.js";
import { formatCsvLines } from "../csv/csv.js";
import { encodeElements } from "../npy/npy-dtype.js";
import { formatNpyHeader } from "../npy/npy-header.js";
import { parquetBytes, parquetColumn } from "../parquet/parquet-bytes.js";

/** A table of numbers with named columns and a column of names that says what each row is. */
export interface NumberTable {
  readonly keys: { readonly name: string; readonly values: readonly string[] };
  /** The names of the columns of numbers. */
  readonly columns: readonly string[];
  /** What the numbers are written as where the format has a choice. */
  readonly elementType: "f32" | "f64";
  /** The numbers in blocks of some rows, [rows of the block, columns.length] f32 or f64, together as many as there are keys. */
  readonly blocks: AsyncIterable<Matrix>;
}

/** Some rows of a table. */
interface TableBlock {
  readonly keys: readonly string[];
  /** [rows, columns] of the table's element type, no gaps between rows. */
  readonly numbers: Float32Array | Float64Array;
}

type Encode = (table: NumberTable) => AsyncGenerator<Uint8Array>;

const ENCODERS: Readonly<Record<string, Encode>> = {
  ".npy": npyBytes,
  ".csv": csvBytes,
  ".arrow": arrowBytes,
  ".parquet": parquetTableBytes,
};

/** A row group holds about so many numbers. */
const GROUP_NUMBERS = 1 << 20;

/**
 * @param extension of a file's name: `.npy`
 * @returns what gives the bytes of the file piece by piece; each must be used up before the next is asked for
 * @throws UsageError where tables are not written in such a format
 */
export function tableEncoder(extension: string): Encode {
  const encode = ENCODERS[extension];
  if (encode === undefined) throw unknownName("table format", extension, Object.keys(ENCODERS));
  return encode;
}

async function* npyBytes(table: NumberTable): AsyncGenerator<Uint8Array> {
  const dtype = table.elementType === "f32" ? "f4" : "f8";
  const shape = [table.keys.values.length, table.columns.length];
  yield formatNpyHeader({ dtype, littleEndian: true, fortranOrder: false, shape });
  for await (const { numbers } of tableBlocks(table)) yield encodeElements(numbers, dtype, true);
}

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

function arrowBytes(table: NumberTable): AsyncGenerator<Uint8Array> {
  const { keys, columns } = table;
  const type = table.elementType === "f32" ? new Float32() : new Float64();
  const schema = new Schema([
    new Field(keys.name, new Utf8(), false),
    ...columns.map((name) => new Field(name, type, false)),
  ]);
  async function* batches(): AsyncGenerator<RecordBatch> {
    for await (const block of tableBlocks(table)) {
      const numbers = columnsOf(block, columns.length).map((data) =>
        makeData({ type, length: data.length, data }),
      );
      yield recordBatch(schema, block.keys.length, [textData(block.keys), ...numbers]);
    }
  }
  return arrowFileBytes(schema, batches());
}

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

/**
 * The blocks of a table with their keys.
 *
 * @throws RangeError where keys, column names and blocks differ in size
 */
async function* tableBlocks({ keys, columns, elementType, blocks }: NumberTable): AsyncGenerator<TableBlock> {
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

/** Puts small blocks together, as many as make a row group. */
async function* gatherBlocks(blocks: AsyncIterable<TableBlock>): AsyncGenerator<TableBlock> {
  let waiting: TableBlock[] = [];
  let numbers = 0;
  for await (const block of blocks) {
    // A copy: its memory may be used again.
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

/** The columns of a block, each in memory of its own. */
function columnsOf({ keys, numbers }: TableBlock, columns: number): (Float32Array | Float64Array)[] {
  const rows = keys.length;
  return Array.from({ length: columns }, (_, column) => {
    const copy = numbers instanceof Float32Array ? new Float32Array(rows) : new Float64Array(rows);
    for (let row = 0; row < rows; row++) copy[row] = numbers[row * columns + column]!;
    return copy;
  });
}
