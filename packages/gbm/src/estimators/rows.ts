import { InputError, type Matrix, UsageError } from "@weightcast/core";
import { checkMatrix } from "../data/check-matrix.js";
import type { SparseMatrix } from "../data/sparse-matrix.js";

/** A matrix whose rows follow each other: element (i, j) is `data[i * stride + j]`; `stride` is `columns` if not given. */
export interface RowMajorMatrix {
  readonly data: Float32Array | Float64Array;
  readonly rows: number;
  readonly columns: number;
  readonly stride?: number | undefined;
}

/** A matrix whose columns follow each other: element (i, j) is `data[j * rows + i]`. */
export interface ColumnMajorMatrix {
  readonly data: Float32Array | Float64Array;
  readonly rows: number;
  readonly columns: number;
  readonly order: "columns";
}

/** The members of an Apache Arrow table that are used. */
export interface ArrowTable {
  readonly numRows: number;
  readonly schema: { readonly fields: readonly { readonly name: string }[] };
  getChildAt(index: number): { get(row: number): unknown } | null;
}

/** A cell of rows: a number; null, undefined and NaN for a missing value; a text for a category. */
export type Cell = number | string | boolean | null | undefined;

/** The cells of each column by its name, all columns of the same length. */
export type ColumnTable = Readonly<Record<string, ArrayLike<Cell>>>;

/**
 * Rows of features: a matrix of typed arrays in either order, a sparse matrix, an array of arrays, an array of
 * objects by column, an object of columns, or an Arrow table. Except in matrices, a column that holds texts is
 * categorical.
 */
export type Rows =
  | RowMajorMatrix
  | ColumnMajorMatrix
  | SparseMatrix
  | ArrowTable
  | ColumnTable
  | readonly (readonly Cell[])[]
  | readonly Readonly<Record<string, Cell>>[];

/** The columns of the training rows; rows to predict are converted in the same way. */
export interface ColumnSchema {
  /** The names of the columns; undefined if the rows have no names. */
  readonly names: readonly string[] | undefined;
  /**
   * The texts of each categorical column, text i being represented by the number i; undefined for a column of
   * numbers: [columns].
   */
  readonly categories: readonly (readonly string[] | undefined)[];
}

/** A reader of cells by row and column, whatever the form of the rows. */
interface CellReader {
  readonly rows: number;
  readonly columns: number;
  readonly names: readonly string[] | undefined;
  cell(row: number, column: number): unknown;
}

/**
 * Determines the columns of training rows.
 *
 * @throws InputError where a column holds both numbers and texts, or a cell is neither
 */
export function schemaOf(rows: Rows): ColumnSchema {
  if (isMatrix(rows)) return { names: undefined, categories: new Array(rows.columns).fill(undefined) };
  const reader = readerOf(rows, undefined);
  const categories = Array.from({ length: reader.columns }, (_, column) => {
    const texts = new Set<string>();
    for (let row = 0; row < reader.rows; row++) {
      const cell = reader.cell(row, column);
      if (typeof cell === "string") texts.add(cell);
    }
    return texts.size === 0 ? undefined : Array.from(texts).sort();
  });
  return { names: reader.names, categories };
}

/**
 * Rows as a matrix [rows, columns] f64, or as the matrix that they are. Texts that training did not see count as missing.
 *
 * @param what the rows are, for errors
 * @throws UsageError where the rows have other columns than the schema
 * @throws InputError where a cell is no number, or no text in a categorical column
 */
export function matrixOf(
  rows: Rows,
  { names, categories }: ColumnSchema,
  what: string,
): Matrix | SparseMatrix {
  if (isMatrix(rows) && !("order" in rows)) {
    const matrix = "format" in rows ? rows : { ...rows, stride: rows.stride ?? rows.columns };
    checkMatrix(matrix, what);
    return matrix;
  }
  const reader = readerOf(rows, names);
  const { columns } = reader;
  if (columns !== categories.length) {
    throw new UsageError(
      `${what} has ${columns} columns, but the model was trained with ${categories.length}`,
    );
  }
  const data = new Float64Array(reader.rows * columns);
  for (let column = 0; column < columns; column++) {
    const texts = categories[column];
    const numberOf = texts && new Map(texts.map((text, i) => [text, i]));
    for (let row = 0; row < reader.rows; row++) {
      const cell = reader.cell(row, column);
      data[row * columns + column] =
        numberOf === undefined
          ? numberIn(cell, row, column, names)
          : categoryIn(cell, numberOf, row, column, names);
    }
  }
  return { data, rows: reader.rows, columns, stride: columns };
}

function numberIn(cell: unknown, row: number, column: number, names: readonly string[] | undefined): number {
  if (typeof cell === "number") return cell;
  if (typeof cell === "bigint") return Number(cell);
  if (typeof cell === "boolean") return cell ? 1 : 0;
  if (cell === null || cell === undefined) return Number.NaN;
  throw new InputError(`'${String(cell)}' is not a number`, {
    row,
    column: names?.[column] ?? String(column),
  });
}

function categoryIn(
  cell: unknown,
  numberOf: ReadonlyMap<string, number>,
  row: number,
  column: number,
  names: readonly string[] | undefined,
): number {
  if (cell === null || cell === undefined) return Number.NaN;
  if (typeof cell === "string") return numberOf.get(cell) ?? Number.NaN;
  throw new InputError(`${String(cell)} stands in a column of texts`, {
    row,
    column: names?.[column] ?? String(column),
  });
}

function isMatrix(rows: Rows): rows is RowMajorMatrix | ColumnMajorMatrix | SparseMatrix {
  return "columns" in rows && typeof rows.columns === "number";
}

function isArrow(rows: Rows): rows is ArrowTable {
  return "numRows" in rows && typeof rows.numRows === "number";
}

/** @param names the columns to read of objects; their own where undefined */
function readerOf(rows: Rows, names: readonly string[] | undefined): CellReader {
  if (isMatrix(rows)) return columnMajorReader(rows as ColumnMajorMatrix);
  if (isArrow(rows)) return arrowReader(rows, names);
  if (!Array.isArray(rows)) return columnReader(rows as ColumnTable, names);
  const [first] = rows;
  if (Array.isArray(first) || first === undefined) return arrayReader(rows as readonly (readonly Cell[])[]);
  if (typeof first !== "object" || first === null) {
    throw new UsageError(`x is an array of ${typeof first}s, not of rows; a single row is [row]`);
  }
  return objectReader(rows as readonly Readonly<Record<string, Cell>>[], names);
}

function columnMajorReader({ data, rows, columns, order }: ColumnMajorMatrix): CellReader {
  if (order !== "columns") throw new UsageError(`the order of a matrix is 'columns', not '${String(order)}'`);
  checkMatrix({ data, rows: columns, columns: rows, stride: rows }, "the matrix of columns");
  return { rows, columns, names: undefined, cell: (row, column) => data[column * rows + row] };
}

function arrayReader(rows: readonly (readonly Cell[])[]): CellReader {
  const columns = rows[0]?.length ?? 0;
  const bad = rows.findIndex((row) => row.length !== columns);
  if (bad >= 0) {
    throw new InputError(`there are ${rows[bad]!.length} cells, but row 0 has ${columns}`, { row: bad });
  }
  return { rows: rows.length, columns, names: undefined, cell: (row, column) => rows[row]![column] };
}

/** @param wanted the columns to read; those of all rows together where undefined */
function objectReader(
  rows: readonly Readonly<Record<string, Cell>>[],
  wanted: readonly string[] | undefined,
): CellReader {
  const given = new Set<string>();
  for (const row of rows) for (const name of Object.keys(row)) given.add(name);
  const names = wanted ?? Array.from(given);
  const absent = names.find((name) => !given.has(name));
  if (absent !== undefined) {
    throw new UsageError(`no row has the column '${absent}'; a missing value is null, undefined or NaN`);
  }
  return {
    rows: rows.length,
    columns: names.length,
    names,
    cell: (row, column) => rows[row]![names[column]!],
  };
}

function columnReader(table: ColumnTable, wanted: readonly string[] | undefined): CellReader {
  const names = wanted ?? Object.keys(table);
  const columns = names.map((name) => {
    const column = table[name];
    if (column === undefined) throw new UsageError(`the table has no column '${name}'`);
    return column;
  });
  const rows = columns[0]?.length ?? 0;
  const other = columns.findIndex(({ length }) => length !== rows);
  if (other >= 0) {
    throw new InputError(`has ${columns[other]!.length} cells, but '${names[0]}' has ${rows}`, {
      column: names[other],
    });
  }
  return { rows, columns: names.length, names, cell: (row, column) => columns[column]![row] };
}

function arrowReader(table: ArrowTable, wanted: readonly string[] | undefined): CellReader {
  const fields = table.schema.fields.map(({ name }) => name);
  const names = wanted ?? fields;
  const columns = names.map((name) => {
    const column = fields.includes(name) ? table.getChildAt(fields.indexOf(name)) : null;
    if (column === null) throw new UsageError(`the table has no column '${name}'`);
    return column;
  });
  return {
    rows: table.numRows,
    columns: names.length,
    names,
    cell: (row, column) => columns[column]!.get(row),
  };
}
