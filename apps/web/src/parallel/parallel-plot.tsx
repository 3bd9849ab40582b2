import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { type ColumnFilter, type ColumnFilters, withFilter } from "../filters/column-filter.js";
import { type Measure, shownNumber } from "../measures/measures.js";
import { seriesFor, usePalette } from "../plot/colours.js";
import { evenly } from "../plot/evenly.js";
import { Legend } from "../plot/legend.js";
import { scaleOf } from "../plot/scale.js";
import { useSize } from "../plot/use-size.js";
import { drawLines, type Lines, lineAt } from "./draw-lines.js";
import { type ParallelAxis, parallelAxis, placeOn } from "./parallel-axes.js";
import { ParallelBrush } from "./parallel-brush.js";

export interface ParallelPlotProps {
  /** The rows before the filters of measures, which draw the pale lines. */
  readonly all: Int32Array;
  /** The rows that pass all filters. */
  readonly rows: Int32Array;
  readonly measures: readonly Measure[];
  readonly colour: Measure;
  readonly filters: ColumnFilters;
  readonly onChange: (filters: ColumnFilters) => void;
  readonly selected: number | undefined;
  readonly onSelect: (row: number | undefined) => void;
  readonly describe: (row: number) => readonly string[];
}

/** With more lines than these one sees no line at all, so these many are drawn, evenly from all. */
const [MOST_LINES, MOST_PALE] = [3000, 1000];
const [TOP, BOTTOM, SIDE] = [44, 34, 46];
/** The pixels that an axis needs; on narrow screens the plot scrolls. */
const AXIS_WIDTH = 84;
/** How far from a line one may point, in pixels. */
const REACH = 6;

/** Networks as lines through one axis for each hyperparameter. Dragging along an axis keeps the networks that pass there. */
export function ParallelPlot(props: ParallelPlotProps) {
  const { all, rows, measures, colour, filters, onChange, selected, onSelect, describe } = props;
  const frame = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const palette = usePalette();
  const size = useSize(frame);
  const width = Math.max(size.width, AXIS_WIDTH * measures.length);
  const height = Math.max(TOP + BOTTOM + 1, size.height);
  const [pointed, setPointed] = useState<{ readonly row: number; readonly x: number; readonly y: number }>();
  const axes = useMemo(
    () =>
      measures.map((measure) =>
        parallelAxis(measure, all, measure.isShare === true ? wholePercent : shownNumber),
      ),
    [measures, all],
  );
  const across = axes.map((_, i) => SIDE + (i * (width - 2 * SIDE)) / Math.max(1, axes.length - 1));
  const up = (place: number) => height - BOTTOM - place * (height - TOP - BOTTOM);
  const colourScale = useMemo(() => scaleOf(colour.values, all, { margin: 0 }), [colour, all]);
  const drawn = useMemo(() => evenly(rows, MOST_LINES), [rows]);
  const lines: Lines = useMemo(() => {
    const colours =
      colour.categories === undefined ? palette.levels : seriesFor(palette, colour.categories.length);
    const colourOf = Uint8Array.from(drawn, (row) => {
      const value = colour.values[row]!;
      if (colour.categories !== undefined) return value;
      const place = Math.min(1, Math.max(0, colourScale.place(value)));
      return Number.isFinite(place) ? Math.round(place * (colours.length - 1)) : 0;
    });
    const opacity = Math.min(0.7, Math.max(0.06, 9 / Math.sqrt(drawn.length)));
    return { across, heights: heightsOf(axes, drawn, up), colourOf, colours, opacity, width: 1.1 };
  }, [axes, drawn, colour, colourScale, palette, width, height]);
  const pale: Lines = useMemo(() => {
    const some = rows.length === all.length ? new Int32Array() : evenly(all, MOST_PALE);
    return {
      across,
      heights: heightsOf(axes, some, up),
      colourOf: new Uint8Array(some.length),
      colours: [palette.ink],
      opacity: 0.05,
      width: 1,
    };
  }, [axes, all, rows.length === all.length, palette, width, height]);

  useEffect(() => {
    const element = canvas.current!;
    const ratio = devicePixelRatio;
    element.width = width * ratio;
    element.height = height * ratio;
    const frameOf = requestAnimationFrame(() => {
      const context = element.getContext("2d")!;
      context.setTransform(ratio, 0, 0, ratio, 0, 0);
      context.clearRect(0, 0, width, height);
      drawLines(context, pale);
      drawLines(context, lines);
      const marked = [selected, pointed?.row].filter((row) => row !== undefined);
      const heights = heightsOf(axes, Int32Array.from(marked), up);
      const style = {
        colourOf: new Uint8Array(marked.length),
        colours: [palette.ink],
        opacity: 1,
        width: 2.5,
      };
      drawLines(context, { across, heights, ...style });
    });
    return () => cancelAnimationFrame(frameOf);
  }, [lines, pale, selected, pointed?.row, width, height]);

  const rowAt = (event: MouseEvent) => {
    const box = canvas.current!.getBoundingClientRect();
    const line = lineAt(lines, [event.clientX - box.left, event.clientY - box.top], REACH);
    return line === undefined ? undefined : drawn[line];
  };
  const summary = `${rows.length} networks as lines through ${measures.map(({ label }) => label).join(", ")}`;
  return (
    <div class="scatter">
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls is reached by keyboard */}
      <div class="scatter-frame parallel" ref={frame} tabIndex={0}>
        {/* biome-ignore lint/a11y/useKeyWithClickEvents: networks are found by their names too, and in the table */}
        {/* biome-ignore lint/a11y/noStaticElementInteractions: the histograms and the table do the same by keyboard */}
        <div
          class="lines"
          style={{ width: `${width}px` }}
          onPointerMove={(event) => {
            const row = rowAt(event);
            const box = canvas.current!.getBoundingClientRect();
            setPointed(
              row === undefined
                ? undefined
                : { row, x: event.clientX - box.left, y: event.clientY - box.top },
            );
          }}
          onPointerLeave={() => setPointed(undefined)}
          onClick={(event) => {
            const row = rowAt(event);
            if (row !== undefined) onSelect(row);
          }}
        >
          <canvas ref={canvas} role="img" aria-label={summary} />
          <svg class="axes" width={width} height={height} aria-hidden="true">
            {axes.map((axis, i) => {
              const { name } = axis.measure;
              return (
                <ParallelBrush
                  key={name}
                  axis={axis}
                  left={across[i]!}
                  top={TOP}
                  bottom={height - BOTTOM}
                  isRaised={i % 2 === 1 && width / axes.length < 120}
                  isLast={i === axes.length - 1}
                  filter={filters.get(name)}
                  onChange={(filter: ColumnFilter | undefined) => onChange(withFilter(filters, name, filter))}
                />
              );
            })}
          </svg>
          {pointed !== undefined && (
            <div class="tooltip" style={{ left: `${pointed.x}px`, top: `${pointed.y}px` }}>
              {describe(pointed.row).map((line) => (
                <div key={line}>{line}</div>
              ))}
            </div>
          )}
        </div>
      </div>
      <Legend measure={colour} scale={colourScale} palette={palette} rows={drawn} marks={[]} />
      <p class="quiet">
        Drag along an axis to keep the networks that pass there; click on it to keep all again.
        {drawn.length < rows.length &&
          ` ${drawn.length.toLocaleString("en")} of ${rows.length.toLocaleString("en")} lines are drawn, evenly from all.`}
      </p>
    </div>
  );
}

function wholePercent(share: number): string {
  return `${Math.round(100 * share)} %`;
}

/** The heights of rows on axes: [rows, axes]. */
function heightsOf(
  axes: readonly ParallelAxis[],
  rows: Int32Array,
  up: (place: number) => number,
): Float32Array {
  const heights = new Float32Array(rows.length * axes.length);
  for (const [line, row] of rows.entries()) {
    for (const [i, axis] of axes.entries()) heights[line * axes.length + i] = up(placeOn(axis, row));
  }
  return heights;
}
