import { expect, test } from "vitest";
import type { Measure } from "../measures/measures.js";
import { scaleOf } from "../plot/scale.js";
import { type Corner, lassoCorners, rowsInside } from "./lasso.js";

const measure = (name: string, values: readonly number[]): Measure => ({ name, label: name, values });
const linear = (name: string, values: readonly number[]) =>
  ({ measure: measure(name, values), kind: "linear" }) as const;

test("rows inside a lasso are those that a ray leaves once, also where it is bent inwards", () => {
  const x = linear("x", [0, 5, 5, 9, 10, Number.NaN]);
  const y = linear("y", [0, 8, 3, 9, 10, 5]);
  // The letter U: the second point lies between its arms.
  const corners: Corner[] = [
    [2, 1],
    [10.5, 1],
    [10.5, 9.5],
    [8, 9.5],
    [8, 6],
    [4, 6],
    [4, 9.5],
    [2, 9.5],
  ];
  expect(Array.from(rowsInside(Int32Array.of(0, 1, 2, 3, 4, 5), corners, { x, y }))).toEqual([2, 3]);
});

test("on a logarithmic axis the sides of a lasso are straight as one sees them", () => {
  const values = [1, 10, 100, 1000];
  const x = { measure: measure("x", values), kind: "log" } as const;
  const y = linear("y", [0, 1.2, 1.8, 3]);
  // The line from (1, 0) to (1000, 3) passes the decades at 1 and 2.
  const below: Corner[] = [
    [1, 0],
    [1000, 3],
    [1000, -1],
    [1, -1],
  ];
  expect(Array.from(rowsInside(Int32Array.of(1, 2), below, { x, y }))).toEqual([2]);
});

test("a lasso keeps the corners that give it its form", () => {
  const scale = scaleOf([0, 100], [0, 1], { kind: "linear", margin: 0 });
  const side = (from: Corner, to: Corner) =>
    Array.from({ length: 50 }, (_, i): Corner => {
      const share = i / 50;
      return [from[0] + share * (to[0] - from[0]), from[1] + share * (to[1] - from[1]) + 1e-4 * (i % 2)];
    });
  const square: Corner[] = [
    [0.1, 0.1],
    [0.9, 0.1],
    [0.9, 0.9],
    [0.1, 0.9],
  ];
  const drawn = square.flatMap((corner, i) => side(corner, square[(i + 1) % 4]!));
  const corners = lassoCorners(drawn, scale, scale);
  expect(corners.length).toBeGreaterThanOrEqual(4);
  expect(corners.length).toBeLessThan(12);
  for (const [i, corner] of [[0, [10, 10]] as const]) expect(corners[i]).toEqual(corner);
});
