import {
  type Column,
  type ColumnKind,
  headerOf,
  InputError,
  METRICS_SCHEMA,
  Metrics,
} from "@weightcast/core";
import { formatCsv, parseCsv } from "./csv.js";
import { formatNumber, parseNumber } from "./number-text.js";
import { quoted } from "./quoted.js";

const SCHEMA_KINDS: ReadonlyMap<string, ColumnKind> = new Map(
  METRICS_SCHEMA.map(({ name, kind }) => [name, kind]),
);

/**
 * Reads a metrics table by column name, in any order. A column that METRICS_SCHEMA does not know is numbers where all its
 * cells are, else categories. An empty cell of a number column is a missing value (NaN).
 *
 * @throws InputError where a required column is missing, or a cell does not parse (with its row and column)
 */
export function parseMetrics(text: string, file?: string): Metrics {
  const { header, rows } = parseCsv(text, file);
  const columns = new Map<string, Column>();
  for (const [index, title] of header.entries()) {
    const name = title === "" ? "checkpoint" : title;
    if (columns.has(name))
      throw new InputError("stands twice, once as the column without a name", { file, column: name });
    const cells = rows.map((row) => row[index]!);
    const kind = SCHEMA_KINDS.get(name) ?? inferKind(cells);
    columns.set(name, parseColumn(cells, kind, { file, column: name }));
  }
  return new Metrics(columns, file);
}

/** Writes a metrics table in the order of its columns; numbers as the shortest text that reads back the same. */
export function formatMetrics(metrics: Metrics): string {
  const columns = Array.from(metrics.columns.values(), formatCells);
  const rows = Array.from({ length: metrics.rows }, (_, row) => columns.map((cells) => cells[row]!));
  return formatCsv(Array.from(metrics.columns.keys(), headerOf), rows);
}

interface Place {
  readonly file: string | undefined;
  readonly column: string;
}

function inferKind(cells: readonly string[]): ColumnKind {
  return cells.every((cell) => parseNumber(cell) !== undefined) ? "number" : "category";
}

function parseColumn(cells: readonly string[], kind: ColumnKind, place: Place): Column {
  switch (kind) {
    case "number":
      return { kind, values: Float64Array.from(cells, (cell, row) => numberCell(cell, row, place)) };
    case "integer":
      return { kind, values: Int32Array.from(cells, (cell, row) => integerCell(cell, row, place)) };
    case "boolean":
      return { kind, values: Uint8Array.from(cells, (cell, row) => booleanCell(cell, row, place)) };
    case "category":
      return encodeCategories(cells);
    case "text":
      return { kind, values: cells };
    default:
      return kind satisfies never;
  }
}

function numberCell(cell: string, row: number, place: Place): number {
  const value = parseNumber(cell);
  if (value === undefined) throw new InputError(`${quoted(cell)} is not a number`, { ...place, row });
  return value;
}

function integerCell(cell: string, row: number, place: Place): number {
  const value = parseNumber(cell);
  if (value === undefined || value !== (value | 0)) {
    throw new InputError(`${quoted(cell)} is not a whole number of 32 bits`, { ...place, row });
  }
  return value;
}

function booleanCell(cell: string, row: number, place: Place): number {
  const word = cell.trim().toLowerCase();
  if (word !== "true" && word !== "false")
    throw new InputError(`${quoted(cell)} is neither True nor False`, { ...place, row });
  return word === "true" ? 1 : 0;
}

function encodeCategories(cells: readonly string[]): Column {
  const codeOf = new Map<string, number>();
  const codes = Int32Array.from(cells, (cell) => {
    const code = codeOf.get(cell) ?? codeOf.size;
    codeOf.set(cell, code);
    return code;
  });
  return { kind: "category", codes, categories: Array.from(codeOf.keys()) };
}

function formatCells(column: Column): readonly string[] {
  switch (column.kind) {
    case "number":
      return Array.from(column.values, formatNumber);
    case "integer":
      return Array.from(column.values, String);
    case "boolean":
      return Array.from(column.values, (value) => (value ? "True" : "False"));
    case "category":
      return Array.from(column.codes, (code) => column.categories[code]!);
    case "text":
      return column.values;
    default:
      return column satisfies never;
  }
}
