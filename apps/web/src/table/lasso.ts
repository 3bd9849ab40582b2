import type { Measure } from "../measures/measures.js";
import { axisScale, type Scaled } from "../plot/points.js";
import type { Scale } from "../plot/scale.js";

/** A corner of a lasso, as values of the measures of the x and the y axis. */
export type Corner = readonly [x: number, y: number];

/** How far a corner may lie from the line that leaves it out, as a share of an axis: about a pixel. */
const TOLERANCE = 0.0015;
/** The digits of a corner: finer than a pixel, and short in an address. */
const DIGITS = 5;

/**
 * The corners of a lasso that was drawn around points, without those that change its form by less than a pixel.
 *
 * @param drawn places on both axes, 0 to 1
 */
export function lassoCorners(drawn: readonly Corner[], x: Scale, y: Scale): Corner[] {
  return simplified(drawn).map(([right, up]) => [rounded(x.at(right)), rounded(y.at(up))]);
}

function rounded(value: number): number {
  return Number(value.toPrecision(DIGITS));
}

/** The line through some of its points, by Douglas and Peucker: the farthest point is kept as long as it lies too far off. */
function simplified(line: readonly Corner[]): readonly Corner[] {
  const [first, last] = [line[0], line.at(-1)];
  if (first === undefined || last === undefined || line.length < 3) return line;
  const length = Math.hypot(last[0] - first[0], last[1] - first[1]);
  const distance = ([x, y]: Corner) =>
    length === 0
      ? Math.hypot(x - first[0], y - first[1])
      : Math.abs((last[0] - first[0]) * (y - first[1]) - (last[1] - first[1]) * (x - first[0])) / length;
  const distances = line.map(distance);
  const farthest = distances.indexOf(Math.max(...distances));
  if (farthest <= 0 || farthest === line.length - 1 || distances[farthest]! <= TOLERANCE)
    return [first, last];
  return [...simplified(line.slice(0, farthest + 1)).slice(0, -1), ...simplified(line.slice(farthest))];
}

/** The rows inside a lasso, as it is drawn on the axes of these rows; a row without a place is in none. */
export function rowsInside(
  rows: Int32Array,
  corners: readonly Corner[],
  { x, y }: { readonly x: Scaled; readonly y: Scaled },
): Int32Array {
  const [xScale, yScale] = [axisScale(x, rows), axisScale(y, rows)];
  const right = corners.map(([value]) => xScale.place(value));
  const up = corners.map(([, value]) => yScale.place(value));
  const placeOf = ({ values }: Measure, scale: Scale, row: number) => scale.place(values[row]!);
  return rows.filter((row) =>
    isInside(right, up, placeOf(x.measure, xScale, row), placeOf(y.measure, yScale, row)),
  );
}

/** Whether a point lies in a polygon: a ray from it crosses an odd number of sides. */
function isInside(x: readonly number[], y: readonly number[], right: number, up: number): boolean {
  let isIn = false;
  for (let i = 0, before = x.length - 1; i < x.length; before = i++) {
    const [x1, y1, x2, y2] = [x[i]!, y[i]!, x[before]!, y[before]!];
    if (y1 > up !== y2 > up && right < ((x2 - x1) * (up - y1)) / (y2 - y1) + x1) isIn = !isIn;
  }
  return isIn;
}
