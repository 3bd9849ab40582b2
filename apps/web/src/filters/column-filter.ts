import type { Measure } from "../measures/measures.js";

/** Networks to keep by one measure: a range of numbers, or some of the words. */
export type ColumnFilter =
  | { readonly kind: "range"; readonly low: number; readonly high: number }
  | { readonly kind: "words"; readonly words: readonly string[] };

/** Filters by the names of their measures. */
export type ColumnFilters = ReadonlyMap<string, ColumnFilter>;

/** Whether a row passes a filter. Missing values do not pass. */
export function passes({ values, categories }: Measure, filter: ColumnFilter, row: number): boolean {
  const value = values[row]!;
  if (filter.kind === "range") return value >= filter.low && value <= filter.high;
  const word = categories?.[value];
  return word !== undefined && filter.words.includes(word);
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
