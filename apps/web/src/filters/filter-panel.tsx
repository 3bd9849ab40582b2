import type { ComponentChildren } from "preact";
import { useMemo } from "preact/hooks";
import type { Measure } from "../measures/measures.js";
import { type ColumnFilters, withFilter } from "./column-filter.js";
import { binned, countBins } from "./cross-filter.js";
import { NumberHistogram } from "./number-histogram.js";
import { WordBars } from "./word-bars.js";

export interface FilterPanelProps {
  /** The rows that the filters choose from. */
  readonly rows: Int32Array;
  readonly measures: readonly Measure[];
  readonly filters: ColumnFilters;
  /** The filters that each row fails, as bits: [rows]. */
  readonly failing: Uint32Array;
  readonly onChange: (filters: ColumnFilters) => void;
  /** Further conditions, above the histograms. */
  readonly children: ComponentChildren;
}

/** A histogram for each measure; dragging over numbers or clicking words keeps those networks, and the other histograms follow. */
export function FilterPanel({ rows, measures, filters, failing, onChange, children }: FilterPanelProps) {
  const all = useMemo(() => measures.map((measure) => binned(measure, rows)), [measures, rows]);
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
      {all.map((one) => {
        const { name } = one.measure;
        const shared = {
          binned: one,
          counts: countBins(one, filters, failing),
          filter: filters.get(name),
          onChange: (filter: Parameters<typeof withFilter>[2]) => onChange(withFilter(filters, name, filter)),
        };
        return one.measure.categories === undefined ? (
          <NumberHistogram key={name} {...shared} />
        ) : (
          <WordBars key={name} {...shared} categories={one.measure.categories} />
        );
      })}
    </details>
  );
}
