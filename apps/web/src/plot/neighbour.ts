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
  const { rows } = points;
  if (rows.length === 0) return undefined;
  const along = (coordinates: Float32Array) =>
    rows.map((_, i) => i).sort((a, b) => coordinates[a]! - coordinates[b]! || a - b);
  if (key === "Home") return rows[along(points.x)[0]!];
  if (key === "End") return rows[along(points.x).at(-1)!];
  const step = STEPS[key];
  if (step === undefined) return undefined;
  const order = along(points[step[0]]);
  const place = order.indexOf(selected === undefined ? -1 : rows.indexOf(selected));
  return place < 0 ? rows[order[0]!] : rows[order[place + step[1]] ?? -1];
}
