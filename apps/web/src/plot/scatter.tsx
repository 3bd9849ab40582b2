import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { ERROR, type Measure, PREDICTED } from "../measures/measures.js";
import type { Predictions } from "../measures/predictions.js";
import { type Corner, lassoCorners } from "../table/lasso.js";
import { Axes, MARGIN, pixelOf } from "./axes.js";
import { moved, type VisiblePart, visibleParts, WHOLE, zoomed } from "./camera.js";
import { seriesFor, usePalette } from "./colours.js";
import { Legend } from "./legend.js";
import { Marks } from "./marks.js";
import { neighbour } from "./neighbour.js";
import type { DrawnPlot } from "./plot-export.js";
import { placePoints, type Scaled } from "./points.js";
import { useTouch } from "./touch.js";
import { useRegl } from "./use-regl.js";
import { useSize } from "./use-size.js";

export interface ScatterProps {
  /** Rows of the zoo to show. */
  readonly rows: Int32Array;
  readonly x: Scaled;
  readonly y: Scaled;
  readonly colour: Measure;
  /** The model's predictions, which decide what is pale and what is marked; undefined without a model. */
  readonly predictions: Predictions | undefined;
  /** Whether `x` is the true and `y` the predicted value of one quantity: the plot is then square, with the line where both are equal. */
  readonly isPrediction: boolean;
  readonly isLasso: boolean;
  /** The network that is looked at. */
  readonly selected: number | undefined;
  readonly onSelect: (row: number | undefined) => void;
  /** The lasso around the chosen networks; empty where there is none. */
  readonly lasso: readonly Corner[];
  /** Gets a lasso that holds networks. */
  readonly onLasso: (corners: readonly Corner[]) => void;
  /** Returns the lines of the tooltip of a row. */
  readonly describe: (row: number) => readonly string[];
  /** Gets what is drawn, for those who save the plot as a file. */
  readonly onDrawn: (drawn: DrawnPlot) => void;
}

const [ARROW_MOVES, ZOOM_FACTOR] = [40, 1.4];

/** Networks as points. The wheel zooms, dragging moves the plot, a click selects a network, arrow keys go from one to the next. */
export function Scatter(props: ScatterProps) {
  const { rows, x, y, colour, predictions, isPrediction, isLasso, selected, onSelect } = props;
  const frame = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const palette = usePalette();
  const { width, height, left } = plotSize(useSize(frame), isPrediction);
  const [views, setViews] = useState<readonly [VisiblePart, VisiblePart]>([WHOLE, WHOLE]);
  const [hovered, setHovered] = useState<number>();
  // Where no prediction is drawn, it does not matter what the model has seen.
  const hasPale = [x, y].some(({ measure: { name } }) => name === PREDICTED || name === ERROR);
  const points = useMemo(
    () =>
      placePoints(
        rows,
        { x, y, colour },
        (row) => hasPale && predictions !== undefined && predictions.standings[row] !== 0,
      ),
    [rows, x.measure, x.kind, y.measure, y.kind, colour, predictions],
  );
  const axes = useRef<SVGSVGElement>(null);

  const regl = useRegl(canvas, {
    points,
    colour,
    palette,
    width,
    height,
    isLasso,
    selected,
    onSelect,
    onLasso: (places) => props.onLasso(lassoCorners(places, points.xScale, points.yScale)),
    onHover: setHovered,
    onCamera: (camera) => {
      const next = visibleParts(camera, { width, height });
      setViews((now) => (JSON.stringify(now) === JSON.stringify(next) ? now : next));
    },
  });
  // The visible part of an axis has no meaning for another axis, so all is shown again.
  useEffect(() => regl.reset(), [x.measure.name, y.measure.name, x.kind, y.kind]);
  useTouch({
    element: () => canvas.current,
    isDrawing: () => isLasso,
    camera: regl.camera,
    onCamera: regl.setCamera,
  });

  const xSide = { measure: x.measure, scale: points.xScale, view: views[0], length: width };
  const ySide = { measure: y.measure, scale: points.yScale, view: views[1], length: height };
  props.onDrawn({
    points,
    x: xSide,
    y: ySide,
    colours: colour.categories === undefined ? palette.levels : seriesFor(palette, colour.categories.length),
    isWords: colour.categories !== undefined,
    palette,
    axes: () => axes.current,
  });
  const onKeyDown = (event: KeyboardEvent) => {
    const camera = regl.camera();
    const size = { width, height };
    const centre = [width / 2, height / 2] as const;
    if (event.key === "Escape") onSelect(undefined);
    else if (camera !== undefined && event.key === "+")
      regl.setCamera(zoomed(camera, size, ZOOM_FACTOR, centre));
    else if (camera !== undefined && event.key === "-")
      regl.setCamera(zoomed(camera, size, 1 / ZOOM_FACTOR, centre));
    else if (camera !== undefined && event.shiftKey && event.key.startsWith("Arrow")) {
      const [right, down] = directionOf(event.key);
      regl.setCamera(moved(camera, size, -ARROW_MOVES * right, -ARROW_MOVES * down));
    } else {
      const next = neighbour(points, selected, event.key);
      if (next === undefined) return;
      onSelect(next);
    }
    event.preventDefault();
  };
  const shown = hovered ?? selected;
  return (
    <div class="scatter">
      <div class={isPrediction ? "scatter-frame square" : "scatter-frame"} ref={frame}>
        <div class="plot" style={{ left: `${left}px` }}>
          <canvas
            ref={canvas}
            tabIndex={0}
            role="img"
            aria-roledescription="scatter plot"
            aria-label={`${y.measure.label} against ${x.measure.label} of ${points.rows.length} networks`}
            aria-describedby="plot-keys"
            onKeyDown={onKeyDown}
            style={{
              left: `${MARGIN.left}px`,
              top: `${MARGIN.top}px`,
              width: `${width}px`,
              height: `${height}px`,
            }}
          />
          <svg
            ref={axes}
            class="axes"
            width={MARGIN.left + width + MARGIN.right}
            height={MARGIN.top + height + MARGIN.bottom}
            aria-hidden="true"
          >
            <clipPath id="in-view">
              <rect x={MARGIN.left} y={MARGIN.top} width={width} height={height} />
            </clipPath>
            <Axes x={xSide} y={ySide} hasDiagonal={isPrediction} />
            {props.lasso.length > 0 && (
              <polygon
                class="lasso"
                clip-path="url(#in-view)"
                points={props.lasso
                  .map(([right, up]) => [
                    MARGIN.left + pixelOf(xSide, right),
                    MARGIN.top + height - pixelOf(ySide, up),
                  ])
                  .join(" ")}
              />
            )}
            {predictions !== undefined && (
              <Marks
                points={points}
                x={xSide}
                y={ySide}
                predictions={predictions}
                hasIntervals={isPrediction}
              />
            )}
          </svg>
          {hovered !== undefined && (
            <div
              class="tooltip"
              style={{
                left: `${MARGIN.left + pixelOf(xSide, x.measure.values[hovered]!)}px`,
                top: `${MARGIN.top + height - pixelOf(ySide, y.measure.values[hovered]!)}px`,
              }}
            >
              {props.describe(hovered).map((line) => (
                <div key={line}>{line}</div>
              ))}
            </div>
          )}
        </div>
        {rows.length === 0 && <p class="nothing">No network passes the filters.</p>}
        {views.some(([first, last]) => first !== 0 || last !== 1) && (
          <button type="button" class="whole" onClick={regl.reset}>
            Show all
          </button>
        )}
      </div>
      <p id="plot-keys" class="hidden">
        Arrow keys go from network to network, plus and minus zoom, Shift with an arrow key moves the plot,
        Escape closes the network.
      </p>
      <p class="hidden" aria-live="polite">
        {shown !== undefined && props.describe(shown).join(", ")}
      </p>
      <Legend
        measure={colour}
        scale={points.colourScale}
        palette={palette}
        rows={points.rows}
        marks={[
          ...(isPrediction ? [{ name: "whisker", text: "90 % interval" }] : []),
          ...((predictions?.flags.size ?? 0) > 0
            ? [{ name: "ring", text: "unlike the training networks" }]
            : []),
        ]}
      />
      {points.left > 0 && (
        <p class="quiet">
          {points.left.toLocaleString("en")} networks have no value to place or colour them by and are not
          drawn.
        </p>
      )}
    </div>
  );
}

/** The size of the area for points; that of predictions is square and in the middle. */
function plotSize(frame: { readonly width: number; readonly height: number }, isSquare: boolean) {
  const width = Math.max(1, frame.width - MARGIN.left - MARGIN.right);
  const height = Math.max(1, frame.height - MARGIN.top - MARGIN.bottom);
  if (!isSquare) return { width, height, left: 0 };
  const side = Math.min(width, height);
  return { width: side, height: side, left: Math.max(0, (width - side) / 2) };
}

function directionOf(key: string): readonly [right: number, down: number] {
  const right = key === "ArrowRight" ? 1 : key === "ArrowLeft" ? -1 : 0;
  return [right, key === "ArrowDown" ? 1 : key === "ArrowUp" ? -1 : 0];
}
