import type { RefObject } from "preact";
import { useEffect, useRef } from "preact/hooks";
import createScatterplot from "regl-scatterplot";
import type { Measure } from "../measures/measures.js";
import { nextTask } from "../page/next-task.js";
import type { Corner } from "../table/lasso.js";
import { type Palette, seriesFor } from "./colours.js";
import { pointIndex } from "./point-index.js";
import type { Points } from "./points.js";
import { takeRenderer } from "./renderer.js";

type Plot = ReturnType<typeof createScatterplot>;

/** The points and the colours that the canvas shows, and the functions that it calls when the user acts. */
export interface Drawn {
  readonly points: Points;
  readonly colour: Measure;
  readonly palette: Palette;
  readonly width: number;
  readonly height: number;
  /** Whether dragging draws a lasso around networks. */
  readonly isLasso: boolean;
  readonly selected: number | undefined;
  readonly onSelect: (row: number | undefined) => void;
  /** Gets a lasso around some points: its corners as places on the axes. */
  readonly onLasso: (places: readonly Corner[]) => void;
  readonly onHover: (row: number | undefined) => void;
  readonly onCamera: (camera: ArrayLike<number>) => void;
}

/** The camera of the plot: a column-major matrix [4, 4]. */
export interface PlotCamera {
  readonly camera: () => ArrayLike<number> | undefined;
  readonly setCamera: (camera: Float32Array) => void;
  readonly reset: () => void;
}

/** With more points, they are small, and so transparent that one sees where they are dense. */
const DENSE = 20_000;
/** The opacity of pale points and of the others. */
const OPACITIES = [0.22, 0.9] as const;
/** The pixels of a point's side where points are dense. */
const DENSE_SIZE = 2;
/** The least share of their opacity that dense points have, so that a single one can be seen. */
const LEAST_SHARE = 0.15;
/** The camera rests after so many milliseconds without a move. */
const REST = 120;

/** The opacity of pale points and of the others: the more points cover a pixel where they are dense, the more transparent they are. */
function opacities({ points, width, height }: Drawn, zoom: number): number[] {
  const count = points.rows.length;
  if (count <= DENSE) return [...OPACITIES];
  const area = Math.max(1, width * height) * zoom;
  const covered = (points.concentration * count * DENSE_SIZE ** 2) / area;
  const share = Math.min(1, Math.max(LEAST_SHARE, 0.7 * covered ** -0.4));
  return OPACITIES.map((opacity) => opacity * share);
}

/** Draws points with WebGL on a canvas. */
export function useRegl(canvas: RefObject<HTMLCanvasElement | null>, drawn: Drawn): PlotCamera {
  const { points, colour, palette, width, height, isLasso, selected } = drawn;
  const plot = useRef<Plot | undefined>(undefined);
  const latest = useRef(drawn);
  latest.current = drawn;

  const waiting = useRef<(() => Promise<void>) | undefined>(undefined);
  const isDrawing = useRef(false);
  const drawWaiting = async () => {
    if (isDrawing.current) return;
    isDrawing.current = true;
    for (let draw = waiting.current; draw !== undefined; draw = waiting.current) {
      waiting.current = undefined;
      await draw();
    }
    isDrawing.current = false;
    select(latest.current);
  };
  const select = ({ points: { rows }, selected: row }: Drawn) => {
    const point = row === undefined ? -1 : rows.indexOf(row);
    if (point < 0) plot.current?.deselect({ preventEvent: true });
    else plot.current?.select(point, { preventEvent: true });
  };

  useEffect(() => {
    const renderer = takeRenderer();
    const made = createScatterplot({
      renderer,
      canvas: canvas.current!,
      deselectOnEscape: true,
      pointSizeSelected: 3,
    });
    plot.current = made;
    let rest: ReturnType<typeof setTimeout> | undefined;
    let isInLasso = false;
    // Not `view`: the plot does not publish that for every move of its camera.
    made.subscribe("draw", () => {
      if (plot.current !== made) return;
      const camera = made.get("cameraView");
      latest.current.onCamera(camera);
      clearTimeout(rest);
      rest = setTimeout(() => {
        const isDense = latest.current.points.rows.length > DENSE;
        if (isDense) setOpacity(made, opacities(latest.current, camera[0]! * camera[5]!));
      }, REST);
    });
    made.subscribe("select", ({ points: chosen }) => {
      isInLasso = chosen.length > 1;
      if (!isInLasso) latest.current.onSelect(latest.current.points.rows[chosen[0] ?? -1]);
    });
    made.subscribe("deselect", () => latest.current.onSelect(undefined));
    // It follows the selection of what the lasso holds. The drawing of the page's own lasso stays, not the points' marks.
    made.subscribe("lassoEnd", ({ coordinates }) => {
      if (!isInLasso) return;
      isInLasso = false;
      latest.current.onLasso(placesOf(coordinates));
      select(latest.current);
    });
    made.subscribe("pointOver", (index) => latest.current.onHover(latest.current.points.rows[index]));
    made.subscribe("pointOut", () => latest.current.onHover(undefined));
    return () => {
      clearTimeout(rest);
      plot.current = undefined;
      made.destroy();
      renderer.destroy();
    };
  }, []);

  useEffect(() => {
    void plot.current?.set({ width, height, aspectRatio: width / height });
  }, [width, height]);

  useEffect(() => {
    void plot.current?.set({ mouseMode: isLasso ? "lasso" : "panZoom" });
  }, [isLasso]);

  useEffect(() => {
    const colours =
      colour.categories === undefined ? palette.levels : seriesFor(palette, colour.categories.length);
    const count = points.rows.length;
    const isDense = count > DENSE;
    plot.current?.set({
      backgroundColor: palette.ground,
      pointColor: [...colours],
      pointColorActive: palette.ink,
      pointColorHover: palette.ink,
      lassoColor: palette.accent,
      colorBy: "valueA",
      opacityBy: "valueB",
      opacity: opacities(latest.current, 1),
      pointSize: isDense ? DENSE_SIZE : count > 2000 ? 4 : 7,
    } as Parameters<Plot["set"]>[0]);
    const zDataType = colour.categories === undefined ? "continuous" : "categorical";
    const valueB = new Float32Array(count).fill(1, points.pale);
    const data = { x: points.x, y: points.y, valueA: points.colour, valueB };
    // The plot ignores what it is to draw before it has drawn the last, so only the newest waits.
    const options = { zDataType, wDataType: "categorical" } as const;
    waiting.current = async () => {
      const indexed = isDense ? { ...options, spatialIndex: await pointIndex(points) } : options;
      await plot.current?.draw(data, indexed);
    };
    // To draw many points takes long: not in the task that placed them.
    void nextTask().then(drawWaiting);
  }, [points, palette, colour]);

  useEffect(() => {
    if (!isDrawing.current) select(latest.current);
  }, [points, selected]);

  return {
    camera: () => plot.current?.get("cameraView"),
    setCamera: (camera) => void plot.current?.set({ cameraView: camera }),
    reset: () => plot.current?.reset(),
  };
}

/** Corners of a lasso, from the coordinates of points to places on the axes. The plot hands them out as pairs, which its type does not tell. */
function placesOf(coordinates: unknown): Corner[] {
  return (coordinates as readonly Corner[]).map(([x, y]) => [(x + 1) / 2, (y + 1) / 2]);
}

function setOpacity(plot: Plot, wanted: number[]): void {
  const now = plot.get("opacity") as number | number[];
  if (JSON.stringify(now) !== JSON.stringify(wanted)) void plot.set({ opacity: wanted });
}
