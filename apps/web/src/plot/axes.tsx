import { scaleLinear, scaleLog } from "d3-scale";
import type { Measure } from "../measures/measures.js";
import type { VisiblePart } from "./camera.js";
import type { Scale } from "./scale.js";

/** The margins of a plot for its axes, in pixels. */
export const MARGIN = { left: 58, bottom: 42, top: 8, right: 10 };

/** An axis of a plot. */
export interface Side {
  readonly measure: Measure;
  readonly scale: Scale;
  readonly view: VisiblePart;
  /** The length in pixels. */
  readonly length: number;
}

/** The pixel of a value on an axis, from its start; outside the axis it is below 0 or above the length. */
export function pixelOf({ scale, view: [first, last], length }: Side, value: number): number {
  return ((scale.place(value) - first) / (last - first)) * length;
}

export interface AxesProps {
  readonly x: Side;
  readonly y: Side;
  /** Whether a diagonal line shows where both quantities are equal. */
  readonly hasDiagonal: boolean;
}

/** The axes of a plot: ticks, labels, and the line where both quantities are equal. */
export function Axes({ x, y, hasDiagonal }: AxesProps) {
  return (
    <g>
      {hasDiagonal && <Diagonal x={x} y={y} />}
      <BottomAxis side={x} top={MARGIN.top + y.length} />
      <LeftAxis side={y} />
    </g>
  );
}

function BottomAxis({ side, top }: { readonly side: Side; readonly top: number }) {
  return (
    <g>
      <line x1={MARGIN.left} x2={MARGIN.left + side.length} y1={top} y2={top} />
      {ticksOf(side, 90).map(({ key, text, pixel }) => (
        <g key={key}>
          <line x1={MARGIN.left + pixel} x2={MARGIN.left + pixel} y1={top} y2={top + 4} />
          <text x={MARGIN.left + pixel} y={top + 16} text-anchor="middle">
            {text}
          </text>
        </g>
      ))}
      <text class="label" x={MARGIN.left + side.length / 2} y={top + 34} text-anchor="middle">
        {side.measure.label}
      </text>
    </g>
  );
}

function LeftAxis({ side }: { readonly side: Side }) {
  const bottom = MARGIN.top + side.length;
  return (
    <g>
      <line x1={MARGIN.left} x2={MARGIN.left} y1={MARGIN.top} y2={bottom} />
      {ticksOf(side, 50).map(({ key, text, pixel }) => (
        <g key={key}>
          <line x1={MARGIN.left - 4} x2={MARGIN.left} y1={bottom - pixel} y2={bottom - pixel} />
          <text x={MARGIN.left - 7} y={bottom - pixel} dy="0.32em" text-anchor="end">
            {text}
          </text>
        </g>
      ))}
      <text
        class="label"
        transform={`translate(13 ${MARGIN.top + side.length / 2}) rotate(-90)`}
        text-anchor="middle"
      >
        {side.measure.label}
      </text>
    </g>
  );
}

/** The pixels of the ticks, and their labels. */
function ticksOf({ measure, scale, view, length }: Side, spacing: number) {
  const axis = (scale.isLog ? scaleLog() : scaleLinear()).domain(view.map((place) => scale.at(place)));
  const wanted = Math.max(2, Math.floor(length / spacing));
  const specifier = scale.isLog ? "~g" : percentOf(measure);
  const format = axis.tickFormat(wanted, specifier);
  return axis.ticks(wanted).map((tick) => ({ key: tick, text: format(tick), pixel: axis(tick) * length }));
}

/** The form of the ticks of a measure that is shown in percent. */
function percentOf({ isShare, isShareDifference }: Measure): string | undefined {
  if (isShareDifference === true) return "+~%";
  return isShare === true ? "~%" : undefined;
}

function Diagonal({ x, y }: { readonly x: Side; readonly y: Side }) {
  const points = x.view
    .map((place) => x.scale.at(place))
    .map((value) => [MARGIN.left + pixelOf(x, value), MARGIN.top + y.length - pixelOf(y, value)]);
  return <polyline class="diagonal" points={points.join(" ")} clip-path="url(#in-view)" />;
}
