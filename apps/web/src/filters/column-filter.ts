import type { Measure } from "../measures/measures.js";

/** Networks to keep by one measure: a range of numbers, or some of the words. */
export type ColumnFilter =
  | { readonly kind: "range"; readonly low: number; readonly high: number }
  | { readonly kind: "words"; readonly words: readonly string[] };

/** Filters by the names of their measures. */
export type ColumnFilters = ReadonlyMap<string, ColumnFilter>;

/** The test whether a row passes a filter. Missing values do not pass. */
export function keeps({ values, categories }: Measure, filter: ColumnFilter): (row: number) => boolean {
  if (filter.kind === "range") {
    const { low, high } = filter;
    return (row) => values[row]! >= low && values[row]! <= high;
  }
  const isKept = categories?.map((word) => filter.words.includes(word)) ?? [];
  return (row) => isKept[values[row]!] === true;
}

/** Filters with one of them set, or taken away. */
export function withFilter(
  filters: ColumnFilters,
  name: string,
  filter: ColumnFilter | undefined,
): ColumnFilters {
  const next = new Map(filters);
  if (filter === undefined) next.delete(name);
  else next.set(name, filter);
  return next;
}
