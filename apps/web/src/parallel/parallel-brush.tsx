import { useRef } from "preact/hooks";
import type { ColumnFilter } from "../filters/column-filter.js";
import { useOnceAFrame } from "../filters/use-once-a-frame.js";
import { type ParallelAxis, wordsBetween } from "./parallel-axes.js";

export interface ParallelBrushProps {
  readonly axis: ParallelAxis;
  /** The place of the axis, and its ends, in pixels. */
  readonly left: number;
  readonly top: number;
  readonly bottom: number;
  /** Whether the label stands higher, so that it does not run into those beside it. */
  readonly isRaised: boolean;
  /** Whether the labels stand to the left of the axis, because there is no room to the right. */
  readonly isLast: boolean;
  readonly filter: ColumnFilter | undefined;
  readonly onChange: (filter: ColumnFilter | undefined) => void;
}

/** The width within which one can take hold of an axis, in pixels. */
const GRIP = 32;
/** A drag over fewer pixels than these is a click. */
const LEAST = 4;

/** An axis of parallel coordinates: dragging along it keeps what passes there. */
export function ParallelBrush({
  axis,
  left,
  top,
  bottom,
  isRaised,
  isLast,
  filter,
  onChange,
}: ParallelBrushProps) {
  const start = useRef<number | undefined>(undefined);
  const onceAFrame = useOnceAFrame();
  const placeAt = (event: PointerEvent) => {
    const svg = (event.currentTarget as SVGElement).ownerSVGElement!;
    const y = event.clientY - svg.getBoundingClientRect().top;
    return Math.min(1, Math.max(0, (bottom - y) / (bottom - top)));
  };
  const height = (place: number) => bottom - place * (bottom - top);
  const isDrag = (from: number, to: number) => Math.abs(height(from) - height(to)) >= LEAST;
  const keep = (from: number, to: number) => {
    const [low, high] = [Math.min(from, to), Math.max(from, to)];
    if (axis.scale === undefined) onChange({ kind: "words", words: wordsBetween(axis, low, high) });
    else onChange({ kind: "range", low: axis.scale.at(low), high: axis.scale.at(high) });
  };
  return (
    <g class="parallel-axis">
      <line x1={left} x2={left} y1={top} y2={bottom} />
      {keptParts(axis, filter).map(([low, high]) => (
        <rect
          key={low}
          class="kept-part"
          x={left - 6}
          width={12}
          y={height(high)}
          height={Math.max(2, height(low) - height(high))}
        />
      ))}
      <text
        class="label"
        x={isLast ? left + 44 : left}
        y={isRaised ? 13 : 29}
        text-anchor={isLast ? "end" : "middle"}
      >
        {axis.measure.label}
      </text>
      {axis.ticks.map(({ text, place }) => (
        <text
          key={`${text}${place}`}
          class="tick"
          x={isLast ? left - 5 : left + 5}
          y={height(place)}
          dy="0.32em"
          text-anchor={isLast ? "end" : "start"}
        >
          {text}
        </text>
      ))}
      {/* biome-ignore lint/a11y/noStaticElementInteractions: the histograms keep the same by keyboard */}
      <rect
        class="grip"
        data-axis={axis.measure.name}
        x={left - GRIP / 2}
        width={GRIP}
        y={top - 6}
        height={bottom - top + 12}
        onPointerDown={(event) => {
          event.currentTarget.setPointerCapture(event.pointerId);
          start.current = placeAt(event);
        }}
        onPointerMove={(event) => {
          const [from, to] = [start.current, placeAt(event)];
          if (from !== undefined && isDrag(from, to)) onceAFrame.later(() => keep(from, to));
        }}
        onPointerUp={(event) => {
          onceAFrame.now();
          const from = start.current;
          if (from !== undefined && !isDrag(from, placeAt(event))) onChange(undefined);
          start.current = undefined;
        }}
        onClick={(event) => event.stopPropagation()}
      />
    </g>
  );
}

/** The parts of an axis that are kept, as places. */
function keptParts(
  { scale, measure }: ParallelAxis,
  filter: ColumnFilter | undefined,
): (readonly [low: number, high: number])[] {
  if (filter?.kind === "range" && scale !== undefined) {
    const within = (value: number) => Math.min(1, Math.max(0, scale.place(value) || 0));
    return [[within(filter.low), within(filter.high)]];
  }
  if (filter?.kind !== "words") return [];
  const { categories = [] } = measure;
  return Array.from(categories.entries())
    .filter(([, word]) => filter.words.includes(word))
    .map(([i]) => [(i + 0.08) / categories.length, (i + 0.92) / categories.length] as const);
}
