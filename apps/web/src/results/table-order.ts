import type { ShownTable } from "./results-reader.js";

/** The column that a table is sorted by. */
export interface TableOrder {
  readonly column: number;
  readonly sign: 1 | -1;
}

/** The words that are kept of some columns, by the numbers of the columns. */
export type TableFilters = ReadonlyMap<number, string>;

/** The numbers of the rows that have the words of the filters, in an order; rows without a value come last. */
export function orderedRows(
  { columns, rows }: ShownTable,
  filters: TableFilters,
  order: TableOrder | undefined,
): number[] {
  const kept = Array.from(rows.keys()).filter((row) =>
    Array.from(filters).every(([column, word]) => rows[row]?.[column]?.text === word),
  );
  if (order === undefined) return kept;
  const { column, sign } = order;
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
  readonly column: number;
  readonly heading: string;
  readonly words: readonly string[];
}

const MOST_WORDS = 60;

/** The columns of a table by whose words it can be filtered. */
export function wordColumns({ columns, rows }: ShownTable): WordColumn[] {
  return columns.flatMap(({ heading, isText }, column) => {
    if (!isText) return [];
    const words = Array.from(new Set(rows.map((row) => row[column]?.text ?? "")));
    return words.length > 1 && words.length <= MOST_WORDS ? [{ column, heading, words }] : [];
  });
}
