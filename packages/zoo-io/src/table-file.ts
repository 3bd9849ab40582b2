import { extname } from "node:path";
import { gatherRows, type Matrix, matrixRow, unknownName } from "@weightcast/core";
import { type AtomicOptions, writeFileAtomic } from "@weightcast/runtime/node";
import { Field, Float32, Float64, makeData, Schema, Table, tableToIPC, Utf8 } from "apache-arrow";
import { type BasicType, type ColumnSource, parquetWriteBuffer } from "hyparquet-writer";
import { recordBatch, textData } from "./arrow.js";
import { formatCsv } from "./csv.js";
import { encodeNpy } from "./npy.js";
import { formatNumber } from "./number-text.js";

/** A table of numbers with named columns and a column of names that says what each row is. */
export interface NumberTable {
  readonly keys: { readonly name: string; readonly values: readonly string[] };
  /** The names of the matrix's columns, in their order. */
  readonly columns: readonly string[];
  /** [keys.values.length, columns.length] f32 or f64 */
  readonly matrix: Matrix;
}

const ENCODERS: Readonly<Record<string, (table: NumberTable) => Uint8Array>> = {
  ".npy": encodeNumbers,
  ".csv": encodeCsv,
  ".arrow": encodeArrow,
  ".parquet": encodeParquet,
};

/**
 * Refuses an output path, so that long work can fail before it starts.
 *
 * @throws UsageError where the file's name does not end in a format that tables are written in
 */
export function requireTableFormat(path: string): void {
  tableEncoder(path);
}

/**
 * Writes a table in the format that the file's name ends in: .npy (the numbers only), .csv, .arrow (IPC file) or .parquet,
 * the keys as the first column. Arrow and Parquet columns have the matrix's element type and no nulls; in CSV a NaN is an
 * empty cell. All of it or nothing.
 *
 * @throws UsageError where the file's name ends in none of these
 * @throws RangeError where keys, column names and matrix differ in size
 * @throws OutputExistsError where the file exists, unless `force`
 */
export async function writeTable(
  path: string,
  table: NumberTable,
  options: AtomicOptions = {},
): Promise<void> {
  const { keys, columns, matrix } = table;
  if (keys.values.length !== matrix.rows || columns.length !== matrix.columns) {
    throw new RangeError(
      `${keys.values.length} keys and ${columns.length} column names do not fit a ${matrix.rows} x ${matrix.columns} matrix`,
    );
  }
  const bytes = tableEncoder(path)(table);
  await writeFileAtomic(path, (file) => file.writeFile(bytes), options);
}

function tableEncoder(path: string): (table: NumberTable) => Uint8Array {
  const extension = extname(path).toLowerCase();
  const encode = ENCODERS[extension];
  if (encode === undefined) throw unknownName("table format", extension || path, Object.keys(ENCODERS));
  return encode;
}

function encodeNumbers({ matrix }: NumberTable): Uint8Array {
  const { rows, columns } = matrix;
  // Rows without gaps, whatever the matrix is a view of.
  const packed = gatherRows(
    matrix,
    Int32Array.from({ length: rows }, (_, row) => row),
  );
  return encodeNpy(packed.data, [rows, columns]);
}

function encodeCsv({ keys, columns, matrix }: NumberTable): Uint8Array {
  const rows = keys.values.map((key, i) => [key, ...Array.from(matrixRow(matrix, i), formatNumber)]);
  return new TextEncoder().encode(formatCsv([keys.name, ...columns], rows));
}

function encodeParquet({ keys, columns, matrix }: NumberTable): Uint8Array {
  const type: BasicType = matrix.data instanceof Float32Array ? "FLOAT" : "DOUBLE";
  const columnSources: ColumnSource[] = [
    { name: keys.name, type: "STRING", data: [...keys.values], nullable: false },
    ...columns.map((name, j) => ({ name, type, data: columnData(matrix, j), nullable: false })),
  ];
  return new Uint8Array(parquetWriteBuffer({ columnData: columnSources }));
}

function encodeArrow({ keys, columns, matrix }: NumberTable): Uint8Array {
  const type = matrix.data instanceof Float32Array ? new Float32() : new Float64();
  const schema = new Schema([
    new Field(keys.name, new Utf8(), false),
    ...columns.map((name) => new Field(name, type, false)),
  ]);
  const numbers = columns.map((_, j) => makeData({ type, length: matrix.rows, data: columnData(matrix, j) }));
  return tableToIPC(
    new Table([recordBatch(schema, matrix.rows, [textData(keys.values), ...numbers])]),
    "file",
  );
}

/** A copy of one column, of the matrix's element type. */
function columnData({ data, rows, stride }: Matrix, column: number): Float32Array | Float64Array {
  const copy = data instanceof Float32Array ? new Float32Array(rows) : new Float64Array(rows);
  for (let i = 0; i < rows; i++) copy[i] = data[i * stride + column]!;
  return copy;
}
