import type { ComponentChildren } from "preact";
import { useEffect, useMemo, useState } from "preact/hooks";
import type { Measure } from "../measures/measures.js";
import { type ColumnFilters, withFilter } from "./column-filter.js";
import { type Binned, binned, type CrossFilter } from "./cross-filter.js";
import { NumberHistogram } from "./number-histogram.js";
import { WordBars } from "./word-bars.js";

export interface FilterPanelProps {
  /** The filters, applied to the rows that they choose from. */
  readonly crossFilter: CrossFilter;
  readonly measures: readonly Measure[];
  readonly filters: ColumnFilters;
  readonly onChange: (filters: ColumnFilters) => void;
  /** Further conditions, above the histograms. */
  readonly children: ComponentChildren;
}

/** With more rows, histograms appear one after the other, so that nothing is frozen while they are counted. */
const MANY = 20_000;

/** A histogram for each measure; dragging over numbers or clicking words keeps those networks, and the other histograms follow. */
export function FilterPanel({ crossFilter, measures, filters, onChange, children }: FilterPanelProps) {
  const { rows } = crossFilter;
  const histogramOf = useHistograms(rows);
  const shown = useGrowing(measures.length, rows.length > MANY ? 1 : measures.length);
  return (
    <details class="filters" open={innerWidth > 900}>
      <summary>
        Filters{filters.size > 0 && ` (${filters.size})`}
        {filters.size > 0 && (
          <button
            type="button"
            class="plain"
            onClick={(event) => {
              event.preventDefault();
              onChange(new Map());
            }}
          >
            Clear all
          </button>
        )}
      </summary>
      {children}
      {measures.slice(0, shown).map((measure) => {
        const { name } = measure;
        const histogram = histogramOf(measure);
        const shared = {
          binned: histogram,
          counts: crossFilter.counts(histogram),
          filter: filters.get(name),
          onChange: (filter: Parameters<typeof withFilter>[2]) => onChange(withFilter(filters, name, filter)),
        };
        return measure.categories === undefined ? (
          <NumberHistogram key={name} {...shared} />
        ) : (
          <WordBars key={name} {...shared} categories={measure.categories} />
        );
      })}
    </details>
  );
}

/** The histograms of some rows, each made once for a measure. */
function useHistograms(rows: Int32Array): (measure: Measure) => Binned {
  return useMemo(() => {
    const known = new WeakMap<Measure, Binned>();
    return (measure) => {
      const found = known.get(measure) ?? binned(measure, rows);
      known.set(measure, found);
      return found;
    };
  }, [rows]);
}

/** A number that grows up to `most`, by 1 a task. */
function useGrowing(most: number, first: number): number {
  const [count, setCount] = useState(first);
  useEffect(() => {
    if (count >= most) return;
    const timer = setTimeout(() => setCount(count + 1));
    return () => clearTimeout(timer);
  }, [count, most]);
  return Math.max(count, first);
}
