import type { Measure } from "../measures/measures.js";
import { scaleOf } from "../plot/scale.js";
import { type ColumnFilter, type ColumnFilters, keeps } from "./column-filter.js";

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

/** A filter that is applied, and the bit that says of a row that it fails the filter. */
interface Applied {
  readonly filter: ColumnFilter;
  readonly bit: number;
}

/** A histogram, and how many rows each bar has of those that pass all filters but its own. */
interface Counted {
  readonly binned: Binned;
  readonly counts: Uint32Array;
}

/** The most filters at a time: one bit each. */
const MOST_FILTERS = 31;

/**
 * Filters of rows and the histograms of the rows that pass. A change of one filter touches only the rows that it lets in or shuts out, and of the
 * histograms only those that these rows change, so that hundreds of thousands of rows can be brushed.
 */
export class CrossFilter {
  /** The filters that each row fails, as bits: [rows]. */
  private readonly failing: Uint32Array;
  /** The places in `rows` of those that pass all filters. */
  private places: Int32Array;
  private readonly applied = new Map<string, Applied>();
  private readonly counted = new Map<string, Counted>();
  private passing: Int32Array;
  /** The places in `rows` that the last change touched, and the filters that they failed before: [rows] each, filled as far as needed. */
  private readonly touched: Int32Array;
  private readonly before: Uint32Array;

  constructor(
    readonly rows: Int32Array,
    private readonly measures: readonly Measure[],
  ) {
    this.failing = new Uint32Array(rows.length);
    this.touched = new Int32Array(rows.length);
    this.before = new Uint32Array(rows.length);
    this.places = new Int32Array(rows.length);
    for (let i = 0; i < rows.length; i++) this.places[i] = i;
    this.passing = rows;
  }

  /** The rows that pass all filters; filters of measures that are not there are passed over, and so are those beyond 31. */
  apply(filters: ColumnFilters): Int32Array {
    for (const [name, { bit }] of Array.from(this.applied)) {
      if (filters.has(name)) continue;
      this.change(name, bit, () => false);
      this.applied.delete(name);
    }
    for (const [name, filter] of filters) {
      const measure = this.measures.find((one) => one.name === name);
      const known = this.applied.get(name);
      if (measure === undefined || known?.filter === filter) continue;
      const bit = known?.bit ?? this.freeBit();
      if (bit === undefined) continue;
      this.applied.set(name, { filter, bit });
      const isKept = keeps(measure, filter);
      this.change(name, bit, (row) => !isKept(row));
    }
    return this.passing;
  }

  /**
   * How many rows each bar of a measure's histogram has, of those that pass all filters but the measure's own, so that one sees what a change
   * of that filter would bring: [bins]. The array is changed by the next `apply`.
   */
  counts(histogram: Binned): Uint32Array {
    const { name } = histogram.measure;
    const known = this.counted.get(name);
    if (known?.binned === histogram) return known.counts;
    const counts = new Uint32Array(histogram.bins);
    const others = this.othersOf(name);
    const { binOf } = histogram;
    for (let i = 0; i < binOf.length; i++) {
      const bin = binOf[i]!;
      if (bin !== NOWHERE && (this.failing[i]! & others) === 0) counts[bin]!++;
    }
    this.counted.set(name, { binned: histogram, counts });
    return counts;
  }

  /** Sets the bit of a filter for all rows, and returns how many of them it changed: these are `touched`, with what they failed `before`. */
  private setBit(bit: number, fails: (row: number) => boolean): number {
    const { rows, failing, touched, before } = this;
    let count = 0;
    for (let i = 0; i < rows.length; i++) {
      const was = failing[i]!;
      const is = (fails(rows[i]!) ? was | bit : was & ~bit) >>> 0;
      if (is === was) continue;
      touched[count] = i;
      before[count++] = was;
      failing[i] = is;
    }
    return count;
  }

  /** Changes which rows fail the filter of a measure, and brings the passing rows and the counts up to date. */
  private change(name: string, bit: number, fails: (row: number) => boolean): void {
    const touched = this.setBit(bit, fails);
    if (touched === 0) return;
    this.listPassing();
    for (const [other, counted] of this.counted) {
      // A measure's own filter does not change its counts.
      if (other === name) continue;
      if (this.applied.has(other) || touched < this.places.length) this.addTouched(other, counted, touched);
      else this.countPassing(counted);
    }
  }

  /** Adds what the touched rows change of a histogram. */
  private addTouched(name: string, { binned: { binOf }, counts }: Counted, count: number): void {
    const { failing, touched, before } = this;
    const others = this.othersOf(name);
    for (let n = 0; n < count; n++) {
      const i = touched[n]!;
      const was = (before[n]! & others) === 0;
      const is = (failing[i]! & others) === 0;
      const bin = binOf[i]!;
      if (is !== was && bin !== NOWHERE) counts[bin]! += is ? 1 : -1;
    }
  }

  /** Counts a histogram without a filter of its own anew. */
  private countPassing({ binned: { binOf }, counts }: Counted): void {
    counts.fill(0);
    for (const place of this.places) {
      const bin = binOf[place]!;
      if (bin !== NOWHERE) counts[bin]!++;
    }
  }

  /** Lists the rows that fail no filter, and their places. */
  private listPassing(): void {
    const { rows, failing } = this;
    const places = new Int32Array(rows.length);
    const passing = new Int32Array(rows.length);
    let count = 0;
    for (let i = 0; i < rows.length; i++) {
      // Written in any case, which avoids a branch that could be mispredicted.
      places[count] = i;
      passing[count] = rows[i]!;
      count += failing[i] === 0 ? 1 : 0;
    }
    this.places = places.subarray(0, count);
    this.passing = passing.subarray(0, count);
  }

  /** The bits of all filters but that of a measure. */
  private othersOf(name: string): number {
    return ~(this.applied.get(name)?.bit ?? 0) >>> 0;
  }

  private freeBit(): number | undefined {
    const used = Array.from(this.applied.values()).reduce((bits, { bit }) => bits | bit, 0);
    const place = Array.from({ length: MOST_FILTERS }, (_, i) => i).find((i) => (used & (1 << i)) === 0);
    return place === undefined ? undefined : 1 << place;
  }
}
