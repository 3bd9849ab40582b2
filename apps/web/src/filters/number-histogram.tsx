import { useRef } from "preact/hooks";
import { formatOf, writtenNumber } from "../measures/measures.js";
import { DraftInput } from "../page/draft-input.js";
import type { ColumnFilter } from "./column-filter.js";
import type { Binned } from "./cross-filter.js";
import { useOnceAFrame } from "./use-once-a-frame.js";

export interface HistogramProps {
  readonly binned: Binned;
  /** [bins]. */
  readonly counts: Uint32Array;
  readonly filter: ColumnFilter | undefined;
  readonly onChange: (filter: ColumnFilter | undefined) => void;
}

const [WIDTH, HEIGHT] = [240, 36];

/** A histogram of numbers. Dragging over bars keeps the networks in them; the two fields say the same in numbers. */
export function NumberHistogram({ binned, counts, filter, onChange }: HistogramProps) {
  const { measure, bins, edges } = binned;
  /** The bars where a drag began and where it is. */
  const drag = useRef<{ readonly from: number; readonly to: number } | undefined>(undefined);
  const onceAFrame = useOnceAFrame();
  const range = filter?.kind === "range" ? filter : undefined;
  const most = Math.max(1, ...counts);
  const bar = WIDTH / bins;
  const shown = formatOf(measure);

  const barAt = (event: PointerEvent) => {
    const box = (event.currentTarget as Element).getBoundingClientRect();
    return Math.min(bins - 1, Math.max(0, Math.floor(((event.clientX - box.left) / box.width) * bins)));
  };
  const keep = (first: number, last: number) =>
    onChange({
      kind: "range",
      low: edges[Math.min(first, last)]!,
      high: edges[Math.max(first, last) + 1]!,
    });
  const isKept = (bin: number) =>
    range === undefined || (edges[bin + 1]! > range.low && edges[bin]! < range.high);

  return (
    <fieldset class="filter">
      <legend>
        {measure.label}
        {range !== undefined && (
          <button type="button" class="plain" onClick={() => onChange(undefined)}>
            Clear<span class="hidden"> {measure.label}</span>
          </button>
        )}
      </legend>
      <svg
        class="bars"
        viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
        preserveAspectRatio="none"
        aria-hidden="true"
        onPointerDown={(event) => {
          const from = barAt(event);
          drag.current = { from, to: from };
          event.currentTarget.setPointerCapture(event.pointerId);
          // A finger may be about to scroll the page.
          if (event.pointerType !== "touch") keep(from, from);
        }}
        onPointerMove={(event) => {
          if (drag.current === undefined) return;
          const { from, to } = drag.current;
          const next = barAt(event);
          if (next === to) return;
          drag.current = { from, to: next };
          onceAFrame.later(() => keep(from, next));
        }}
        onPointerUp={({ pointerType }) => {
          onceAFrame.now();
          if (drag.current !== undefined && pointerType === "touch") keep(drag.current.from, drag.current.to);
          drag.current = undefined;
        }}
        onPointerCancel={() => {
          drag.current = undefined;
        }}
        onDblClick={() => onChange(undefined)}
      >
        <rect class="ground" width={WIDTH} height={HEIGHT} />
        {Array.from(counts, (count, bin) => {
          const height = count === 0 ? 0 : Math.max(1, (count / most) * HEIGHT);
          return (
            <rect
              key={bin}
              class={isKept(bin) ? "kept" : "left"}
              x={bin * bar}
              y={HEIGHT - height}
              width={bar - 0.8}
              height={height}
            />
          );
        })}
      </svg>
      <div class="range">
        {(["low", "high"] as const).map((end) => (
          <DraftInput
            key={end}
            type="text"
            inputMode="decimal"
            aria-label={`${end === "low" ? "least" : "greatest"} ${measure.label}`}
            value={range === undefined ? "" : shown(range[end])}
            placeholder={shown(end === "low" ? edges[0]! : edges[bins]!)}
            onWritten={(input) => {
              const value = writtenNumber(input.value);
              const [low, high] = [range?.low ?? edges[0]!, range?.high ?? edges[bins]!];
              if (value === undefined) onChange(undefined);
              else onChange({ kind: "range", low, high, [end]: value });
            }}
          />
        ))}
      </div>
    </fieldset>
  );
}
