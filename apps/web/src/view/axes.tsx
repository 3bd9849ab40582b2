import { scaleLinear, scaleLog } from "d3-scale";
import type { Measure } from "../measures.js";
import type { Scale } from "./scale.js";

/** The visible part of a scale: [first, last] as places on the scale. */
export type View = readonly [number, number];

/** The margins of a plot for its axes, in pixels. */
export const MARGIN = { left: 58, bottom: 42, top: 8, right: 8 };

/** An axis of a plot. */
interface Side {
  readonly measure: Measure;
  readonly scale: Scale;
  readonly view: View;
  /** The length in pixels. */
  readonly length: number;
}

export interface AxesProps {
  readonly x: Side;
  readonly y: Side;
  /** Whether a diagonal line is drawn, on which both quantities are equal. */
  readonly hasDiagonal: boolean;
}

/** The axes of a plot, drawn over it and around it. */
export function Axes({ x, y, hasDiagonal }: AxesProps) {
  const width = MARGIN.left + x.length + MARGIN.right;
  const height = MARGIN.top + y.length + MARGIN.bottom;
  return (
    <svg class="axes" width={width} height={height} aria-hidden="true">
      {hasDiagonal && <Diagonal x={x} y={y} />}
      <BottomAxis side={x} top={MARGIN.top + y.length} />
      <LeftAxis side={y} />
    </svg>
  );
}

function BottomAxis({ side, top }: { readonly side: Side; readonly top: number }) {
  return (
    <g>
      {ticksOf(side, 90).map(({ key, text, share }) => {
        const x = MARGIN.left + share * side.length;
        return (
          <g key={key}>
            <line x1={x} x2={x} y1={top} y2={top + 4} />
            <text x={x} y={top + 16} text-anchor="middle">
              {text}
            </text>
          </g>
        );
      })}
      <text class="label" x={MARGIN.left + side.length / 2} y={top + 34} text-anchor="middle">
        {side.measure.label}
      </text>
    </g>
  );
}

function LeftAxis({ side }: { readonly side: Side }) {
  return (
    <g>
      {ticksOf(side, 50).map(({ key, text, share }) => {
        const y = MARGIN.top + (1 - share) * side.length;
        return (
          <g key={key}>
            <line x1={MARGIN.left - 4} x2={MARGIN.left} y1={y} y2={y} />
            <text x={MARGIN.left - 7} y={y} dy="0.32em" text-anchor="end">
              {text}
            </text>
          </g>
        );
      })}
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

/** The positions of the ticks, as shares of the axis, and their labels. */
function ticksOf({ scale, view, length }: Side, spacing: number) {
  const axis = (scale.isLog ? scaleLog() : scaleLinear()).domain(view.map((place) => scale.at(place)));
  const wanted = Math.max(2, Math.floor(length / spacing));
  const format = axis.tickFormat(wanted, scale.isLog ? "~g" : undefined);
  return axis.ticks(wanted).map((tick) => ({ key: tick, text: format(tick), share: axis(tick) }));
}

function Diagonal({ x, y }: { readonly x: Side; readonly y: Side }) {
  const share = ({ scale, view: [first, last] }: Side, value: number) =>
    (scale.place(value) - first) / (last - first);
  const points = x.view
    .map((place) => x.scale.at(place))
    .map((value) => [
      MARGIN.left + share(x, value) * x.length,
      MARGIN.top + (1 - share(y, value)) * y.length,
    ]);
  return (
    <g class="diagonal">
      <clipPath id="in-view">
        <rect x={MARGIN.left} y={MARGIN.top} width={x.length} height={y.length} />
      </clipPath>
      <polyline points={points.join(" ")} clip-path="url(#in-view)" />
    </g>
  );
}
