import { expect, test } from "vitest";
import { moved, visibleParts, WHOLE, zoomed } from "./camera.js";

const START = Float32Array.of(1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1);
const size = { width: 400, height: 200 };

test("a camera that was not moved shows all", () => {
  expect(visibleParts(START, size)).toEqual([WHOLE, WHOLE]);
});

test("moving to the right by half the width shows the left half's outside", () => {
  const [x, y] = visibleParts(moved(START, size, 200, 0), size);
  expect(x[0]).toBeCloseTo(-0.5);
  expect(x[1]).toBeCloseTo(0.5);
  expect(y).toEqual(WHOLE);
  const [, down] = visibleParts(moved(START, size, 0, 50), size);
  expect(down[0]).toBeCloseTo(0.25);
});

test("zooming leaves the point under the fingers in its place", () => {
  const [x, y] = visibleParts(zoomed(START, size, 2, [100, 50]), size);
  // A quarter from the left, a quarter from the top.
  const place = (part: readonly [number, number], share: number) => part[0] + share * (part[1] - part[0]);
  expect(place(x, 0.25)).toBeCloseTo(0.25);
  expect(place(y, 0.75)).toBeCloseTo(0.75);
  expect(x[1] - x[0]).toBeCloseTo(0.5);
});
