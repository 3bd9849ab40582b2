import type { ShownTable } from "./results-reader.js";

/** The column that a table is sorted by, upwards (1) or downwards (-1). */
export interface TableOrder {
  /** The name of the column. */
  readonly column: string;
  readonly sign: 1 | -1;
}

/** A table of results as it is looked at. */
export interface TableView {
  /** The name of the table; empty for the first one. */
  readonly name: string;
  /** Undefined for the order of the report. */
  readonly order: TableOrder | undefined;
  /** The word that is kept of some columns, by the names of the columns. */
  readonly words: ReadonlyMap<string, string>;
}

/** A table that was just opened: all its rows, in the order of the report. */
export function wholeTable(name: string): TableView {
  return { name, order: undefined, words: new Map() };
}

/** The numbers of the rows that a view keeps, in its order; rows without a value come last. Columns that the table does not have are passed over. */
export function orderedRows(
  { columns, rows }: ShownTable,
  { order, words }: Pick<TableView, "order" | "words">,
): number[] {
  const placeOf = (name: string) => columns.findIndex((column) => column.name === name);
  const kept = Array.from(rows.keys()).filter((row) =>
    Array.from(words).every(([name, word]) => {
      const column = placeOf(name);
      return column < 0 || rows[row]?.[column]?.text === word;
    }),
  );
  const column = order === undefined ? -1 : placeOf(order.column);
  if (order === undefined || column < 0) return kept;
  const { sign } = order;
  const cellOf = (row: number) => rows[row]?.[column];
  const place = (row: number) => {
    const value = cellOf(row)?.sort ?? null;
    return value === null ? Number.POSITIVE_INFINITY : sign * value;
  };
  const isText = columns[column]?.isText === true;
  return kept.sort((a, b) =>
    isText
      ? sign * (cellOf(a)?.text ?? "").localeCompare(cellOf(b)?.text ?? "", "en", { numeric: true })
      : place(a) < place(b)
        ? -1
        : Number(place(a) > place(b)),
  );
}

/** A column with few words, of which one can be chosen. */
export interface WordColumn {
  readonly name: string;
  readonly heading: string;
  readonly words: readonly string[];
}

const MOST_WORDS = 60;

/** The columns of a table by whose words it can be filtered. */
export function wordColumns({ columns, rows }: ShownTable): WordColumn[] {
  return columns.flatMap(({ name, heading, isText }, column) => {
    if (!isText) return [];
    const words = Array.from(new Set(rows.map((row) => row[column]?.text ?? "")));
    return words.length > 1 && words.length <= MOST_WORDS ? [{ name, heading, words }] : [];
  });
}
