import { useMemo } from "preact/hooks";
import type { Predictions } from "../measures/predictions.js";
import { MARGIN, pixelOf, type Side } from "./axes.js";
import type { Points } from "./points.js";

export interface MarksProps {
  readonly points: Points;
  readonly x: Side;
  readonly y: Side;
  readonly predictions: Predictions;
  /** Whether the y axis is the prediction, so that intervals can be drawn along it. */
  readonly hasIntervals: boolean;
}

const NO_ROWS = new Int32Array();
/** More marks than these would hide each other, and take long to draw. */
const MOST_MARKS = 2000;

/** The intervals of the predictions that are not pale, as whiskers, and rings around networks unlike those of training. */
export function Marks({ points, x, y, predictions, hasIntervals }: MarksProps) {
  const strong = points.rows.subarray(points.pale);
  const flagged = useMemo(
    () => (predictions.flags.size === 0 ? NO_ROWS : points.rows.filter((row) => predictions.flags.has(row))),
    [points, predictions],
  );
  const across = (row: number) => MARGIN.left + pixelOf(x, x.measure.values[row]!);
  const up = (value: number) => MARGIN.top + y.length - pixelOf(y, value);
  const whiskers =
    hasIntervals && strong.length <= MOST_MARKS
      ? Array.from(
          strong.filter((row) => Number.isFinite(predictions.low[row])),
          (row) => {
            const left = across(row).toFixed(1);
            return `M${left} ${up(predictions.low[row]!).toFixed(1)}V${up(predictions.high[row]!).toFixed(1)}`;
          },
        ).join("")
      : "";
  return (
    <g clip-path="url(#in-view)">
      {whiskers !== "" && <path class="whiskers" d={whiskers} />}
      {flagged.length <= MOST_MARKS &&
        Array.from(flagged, (row) => (
          <circle key={row} class="flag" cx={across(row)} cy={up(y.measure.values[row]!)} r={6.5} />
        ))}
    </g>
  );
}
