import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import createScatterplot from "regl-scatterplot";
import type { Measure } from "../measures.js";
import { Axes, MARGIN, type View } from "./axes.js";
import { type Palette, readPalette } from "./colours.js";
import { Legend } from "./legend.js";
import { type Scale, scaleOf } from "./scale.js";
import { useSize } from "./use-size.js";

export interface ScatterProps {
  /** Rows of the zoo to show. */
  readonly rows: Int32Array;
  readonly x: Measure;
  readonly y: Measure;
  readonly colour: Measure;
  /** Whether `x` and `y` are the same quantity; if so, the plot draws the line on which they are equal. */
  readonly hasDiagonal: boolean;
  /** The selected row. */
  readonly selected: number | undefined;
  readonly onSelect: (row: number | undefined) => void;
}

type Plot = ReturnType<typeof createScatterplot>;

const WHOLE: View = [0, 1];

/** Networks as points. The wheel zooms, dragging moves the view, and a click selects a network. */
export function Scatter({ rows, x, y, colour, hasDiagonal, selected, onSelect }: ScatterProps) {
  const frame = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const plot = useRef<Plot | undefined>(undefined);
  const size = useSize(frame);
  const palette = usePalette();
  const [views, setViews] = useState<readonly [View, View]>([WHOLE, WHOLE]);
  const [width, height] = [
    Math.max(1, size.width - MARGIN.left - MARGIN.right),
    Math.max(1, size.height - MARGIN.top - MARGIN.bottom),
  ];
  const points = useMemo(() => placePoints(rows, x, y, colour), [rows, x, y, colour]);
  const latest = useRef({ points, onSelect });
  latest.current = { points, onSelect };

  useEffect(() => {
    const made = createScatterplot({
      canvas: canvas.current!,
      deselectOnEscape: true,
      pointSizeSelected: 3,
      opacity: 0.8,
    });
    plot.current = made;
    // The plot does not listen to its own `view` property because it is not published for every move of the
    // camera.
    made.subscribe("draw", () => {
      const next = viewsOf(made.get("cameraView"), made.get("width") as number, made.get("height") as number);
      setViews((now) => (JSON.stringify(now) === JSON.stringify(next) ? now : next));
    });
    made.subscribe("select", ({ points: [point] }) =>
      latest.current.onSelect(latest.current.points.rows[point!]),
    );
    made.subscribe("deselect", () => latest.current.onSelect(undefined));
    return () => made.destroy();
  }, []);

  useEffect(() => {
    void plot.current?.set({ width, height, aspectRatio: width / height });
  }, [width, height]);

  useEffect(() => {
    const colours =
      colour.categories === undefined ? palette.levels : seriesFor(palette, colour.categories.length);
    plot.current?.set({
      backgroundColor: palette.ground,
      pointColor: [...colours],
      pointColorActive: palette.ink,
      pointColorHover: palette.ink,
      lassoColor: palette.accent,
      colorBy: "valueA",
      pointSize: points.rows.length > 20_000 ? 2 : points.rows.length > 2000 ? 4 : 6,
    });
    const zDataType = colour.categories === undefined ? "continuous" : "categorical";
    void plot.current?.draw({ x: points.x, y: points.y, valueA: points.colour }, { zDataType });
  }, [points, palette, colour]);

  // The visible part of an axis has no meaning for another axis, so the view is reset.
  useEffect(() => void plot.current?.reset(), [x.name, y.name]);

  useEffect(() => {
    const point = selected === undefined ? -1 : points.rows.indexOf(selected);
    if (point < 0) plot.current?.deselect({ preventEvent: true });
    else plot.current?.select(point, { preventEvent: true });
  }, [points, selected]);

  return (
    <div class="scatter">
      <div class="scatter-frame" ref={frame}>
        <canvas
          ref={canvas}
          aria-label={`${y.label} against ${x.label} of ${points.rows.length} networks`}
          style={`left:${MARGIN.left}px;top:${MARGIN.top}px;width:${width}px;height:${height}px`}
        />
        <Axes
          x={{ measure: x, scale: points.xScale, view: views[0], length: width }}
          y={{ measure: y, scale: points.yScale, view: views[1], length: height }}
          hasDiagonal={hasDiagonal}
        />
        {views.some(([first, last]) => first !== 0 || last !== 1) && (
          <button type="button" class="whole" onClick={() => plot.current?.reset()}>
            Show all
          </button>
        )}
      </div>
      <Legend measure={colour} scale={points.colourScale} palette={palette} />
      {points.left > 0 && (
        <p class="quiet">
          {points.left} networks have no value to place or colour them by and are not drawn.
        </p>
      )}
    </div>
  );
}

/** The visible parts of both scales. The camera is a column-major matrix [4, 4] for points whose x is in units of half the height. */
function viewsOf(camera: ArrayLike<number>, width: number, height: number): readonly [View, View] {
  const seen = (scale: number, shift: number): View => [
    ((-1 - shift) / scale + 1) / 2,
    ((1 - shift) / scale + 1) / 2,
  ];
  return [seen(camera[0]!, (camera[12]! * height) / width), seen(camera[5]!, camera[13]!)];
}

/** The networks with finite coordinates: coordinates in [-1, 1], and the colour as a place in [0, 1] or a number. */
function placePoints(rows: Int32Array, x: Measure, y: Measure, colour: Measure) {
  const [xScale, yScale] = [scaleOf(x.values, rows), scaleOf(y.values, rows)];
  const colourScale = scaleOf(colour.values, rows, 0);
  const placed = rows.filter(
    (row) =>
      Number.isFinite(xScale.place(x.values[row]!)) &&
      Number.isFinite(yScale.place(y.values[row]!)) &&
      Number.isFinite(colourScale.place(colour.values[row]!)),
  );
  const coordinates = (scale: Scale, { values }: Measure) =>
    Float32Array.from(placed, (row) => 2 * scale.place(values[row]!) - 1);
  const colourOf = (row: number) => {
    const value = colour.values[row]!;
    if (colour.categories !== undefined) return value;
    return Math.min(1, Math.max(0, colourScale.place(value)));
  };
  return {
    rows: placed,
    left: rows.length - placed.length,
    x: coordinates(xScale, x),
    y: coordinates(yScale, y),
    colour: Float32Array.from(placed, colourOf),
    xScale,
    yScale,
    colourScale,
  };
}

function seriesFor({ series }: Palette, count: number): string[] {
  return Array.from({ length: count }, (_, i) => series[i % series.length]!);
}

/** The theme's colours, read again when it changes. */
function usePalette(): Palette {
  const [palette, setPalette] = useState(readPalette);
  useEffect(() => {
    const dark = matchMedia("(prefers-color-scheme: dark)");
    const read = () => setPalette(readPalette());
    dark.addEventListener("change", read);
    return () => dark.removeEventListener("change", read);
  }, []);
  return palette;
}
