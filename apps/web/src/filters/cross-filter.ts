import type { Measure } from "../measures/measures.js";
import { scaleOf } from "../plot/scale.js";
import { type ColumnFilters, passes } from "./column-filter.js";

/** Bars of a histogram of numbers. */
const BINS = 24;
/** The bin of a missing value. */
const NOWHERE = 255;

/** A measure of some rows as a histogram. */
export interface Binned {
  readonly measure: Measure;
  /** The number of bars. */
  readonly bins: number;
  /** The least value of each bar of numbers, and the greatest of the last: [bins + 1]. Empty for words. */
  readonly edges: readonly number[];
  /** The bar of each row that was given, by its position: [rows], 255 for a missing value. */
  readonly binOf: Uint8Array;
}

/** Bins the values of a measure of some rows. */
export function binned(measure: Measure, rows: Int32Array): Binned {
  const { values, categories } = measure;
  const binOf = new Uint8Array(rows.length).fill(NOWHERE);
  if (categories !== undefined) {
    for (let i = 0; i < rows.length; i++) binOf[i] = values[rows[i]!]!;
    return { measure, bins: categories.length, edges: [], binOf };
  }
  const scale = scaleOf(values, rows, { margin: 0 });
  for (let i = 0; i < rows.length; i++) {
    const place = scale.place(values[rows[i]!]!);
    if (Number.isFinite(place)) binOf[i] = Math.min(BINS - 1, Math.max(0, Math.floor(place * BINS)));
  }
  const edges = Array.from({ length: BINS + 1 }, (_, i) => scale.at(i / BINS));
  return { measure, bins: BINS, edges, binOf };
}

/** The rows that pass all filters, and for each row the set of filters that it fails, as bits in the order of the filters. */
export interface Filtered {
  readonly rows: Int32Array;
  /** [rows that were given]. */
  readonly failing: Uint32Array;
}

/** Applies filters to rows; filters of measures that are not there are passed over. */
export function applyFilters(
  rows: Int32Array,
  measures: readonly Measure[],
  filters: ColumnFilters,
): Filtered {
  const failing = new Uint32Array(rows.length);
  for (const [bit, [name, filter]] of Array.from(filters).entries()) {
    const measure = measures.find((one) => one.name === name);
    if (measure === undefined) continue;
    for (let i = 0; i < rows.length; i++) {
      if (!passes(measure, filter, rows[i]!)) failing[i]! |= 1 << bit;
    }
  }
  return { rows: rows.filter((_, i) => failing[i] === 0), failing };
}

/**
 * How many rows each bar of a histogram has, of those that pass all filters but the histogram's own, so that one sees what a change of that
 * filter would bring.
 */
export function countBins(
  { measure, bins, binOf }: Binned,
  filters: ColumnFilters,
  failing: Uint32Array,
): Uint32Array {
  const own = Array.from(filters.keys()).indexOf(measure.name);
  const others = own < 0 ? 0xffffffff : ~(1 << own) >>> 0;
  const counts = new Uint32Array(bins);
  for (let i = 0; i < binOf.length; i++) {
    const bin = binOf[i]!;
    if (bin !== NOWHERE && (failing[i]! & others) === 0) counts[bin]!++;
  }
  return counts;
}
