import type { Points } from "./points.js";

/** The axis along which a key goes, and in which direction. */
const STEPS: Readonly<Record<string, readonly ["x" | "y", 1 | -1]>> = {
  ArrowRight: ["x", 1],
  ArrowLeft: ["x", -1],
  ArrowUp: ["y", 1],
  ArrowDown: ["y", -1],
};

/**
 * The row that a key leads to from the selected one: the next point along the key's axis; Home and End lead to the first and the last along x.
 *
 * @param selected a row; where it has no point, the first one is the start
 * @returns undefined for other keys, and where there is no next point
 */
export function neighbour(points: Points, selected: number | undefined, key: string): number | undefined {
  const { rows, x } = points;
  if (rows.length === 0) return undefined;
  if (key === "Home") return rows[closest(x, -1, 1)!];
  if (key === "End") return rows[closest(x, -1, -1)!];
  const step = STEPS[key];
  if (step === undefined) return undefined;
  const along = points[step[0]];
  const from = selected === undefined ? -1 : rows.indexOf(selected);
  if (from < 0) return rows[closest(along, -1, 1)!];
  const next = closest(along, from, step[1]);
  return next === undefined ? undefined : rows[next];
}

/**
 * The point that follows another one in a direction; points at the same coordinate follow each other by their numbers.
 *
 * @param from a point, or -1 for the first one of all in the direction
 */
function closest(coordinates: Float32Array, from: number, direction: 1 | -1): number | undefined {
  let best: number | undefined;
  const isBefore = (a: number, b: number) => direction * (coordinates[a]! - coordinates[b]! || a - b) < 0;
  for (let i = 0; i < coordinates.length; i++) {
    if (from >= 0 && !isBefore(from, i)) continue;
    if (best === undefined || isBefore(i, best)) best = i;
  }
  return best;
}
