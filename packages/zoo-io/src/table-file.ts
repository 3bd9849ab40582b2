import { extname } from "node:path";
import { type Matrix, matrixRow, unknownName } from "@weightcast/core";
import { type AtomicOptions, writeFileAtomic } from "@weightcast/runtime/node";
import { makeVector, Table, tableToIPC, Utf8, type Vector, vectorFromArray } from "apache-arrow";
import { type BasicType, type ColumnSource, parquetWriteBuffer } from "hyparquet-writer";
import { formatCsv } from "./csv.js";
import { encodeNpy } from "./npy.js";

/** A table of numbers with named columns and a column of names that says what each row is. */
export interface NumberTable {
  readonly keys: { readonly name: string; readonly values: readonly string[] };
  /** [columns of the matrix] */
  readonly columns: readonly string[];
  /** [keys, columns] */
  readonly matrix: Matrix;
}

const ENCODERS: Readonly<Record<string, (table: NumberTable) => Uint8Array>> = {
  ".npy": ({ matrix }) => encodeNpy(compactData(matrix), [matrix.rows, matrix.columns]),
  ".csv": encodeCsv,
  ".arrow": (table) => tableToIPC(new Table(arrowColumns(table)), "file"),
  ".parquet": encodeParquet,
};

/** @throws UsageError where the file's name does not end in a format that tables are written in */
export function requireTableFormat(path: string): void {
  tableEncoder(path);
}

/**
 * Writes a table in the format that the file's name ends in: .npy (the numbers only), .csv, .arrow (IPC file) or .parquet,
 * the keys as the first column. Columns keep the matrix's element type. All of it or nothing.
 *
 * @throws OutputExistsError where the file exists, unless `force`
 */
export async function writeTable(
  path: string,
  table: NumberTable,
  options: AtomicOptions = {},
): Promise<void> {
  const bytes = tableEncoder(path)(table);
  await writeFileAtomic(path, (file) => file.writeFile(bytes), options);
}

function tableEncoder(path: string): (table: NumberTable) => Uint8Array {
  const extension = extname(path).toLowerCase();
  const encode = ENCODERS[extension];
  if (encode === undefined) throw unknownName("table format", extension || path, Object.keys(ENCODERS));
  return encode;
}

function encodeCsv({ keys, columns, matrix }: NumberTable): Uint8Array {
  const rows = keys.values.map((key, i) => [key, ...Array.from(matrixRow(matrix, i), String)]);
  return new TextEncoder().encode(formatCsv([keys.name, ...columns], rows));
}

function encodeParquet({ keys, columns, matrix }: NumberTable): Uint8Array {
  const type: BasicType = matrix.data instanceof Float32Array ? "FLOAT" : "DOUBLE";
  const columnSources: ColumnSource[] = [
    { name: keys.name, type: "STRING", data: [...keys.values] },
    ...columns.map((name, j) => ({ name, type, data: columnData(matrix, j) })),
  ];
  return new Uint8Array(parquetWriteBuffer({ columnData: columnSources }));
}

function arrowColumns({ keys, columns, matrix }: NumberTable): Record<string, Vector> {
  const vectors: Record<string, Vector> = { [keys.name]: vectorFromArray(keys.values, new Utf8()) };
  for (const [j, name] of columns.entries()) vectors[name] = makeVector(columnData(matrix, j));
  return vectors;
}

/** A copy of one column, of the matrix's element type. */
function columnData({ data, rows, stride }: Matrix, column: number): Float32Array | Float64Array {
  const copy = data instanceof Float32Array ? new Float32Array(rows) : new Float64Array(rows);
  for (let i = 0; i < rows; i++) copy[i] = data[i * stride + column]!;
  return copy;
}

/** The matrix's elements without gaps between rows. */
function compactData({ data, rows, columns, stride }: Matrix): Float32Array | Float64Array {
  if (stride !== columns) throw new RangeError(`rows are ${stride} elements apart, not ${columns}`);
  return data.subarray(0, rows * columns);
}
