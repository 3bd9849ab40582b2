import { expect, test } from "vitest";
import { bestOf, halvingRungs } from "./successive-halving.js";

test.each([
  [1, [[1, 300]]],
  [2, [[2, 300]]],
  [
    3,
    [
      [3, 100],
      [1, 300],
    ],
  ],
  [
    20,
    [
      [20, 34],
      [7, 100],
      [3, 300],
    ],
  ],
  [
    1000,
    [
      [1000, 4],
      [334, 12],
      [112, 34],
      [38, 100],
      [13, 300],
    ],
  ],
])("the rungs of %i trials", (trials, expected) => {
  expect(halvingRungs(trials, 300).map((rung) => [rung.trials, rung.budget])).toEqual(expected);
});

test("the best come first, of equals the first, and failures last", () => {
  const scores = new Map([
    [4, null],
    [3, 0.5],
    [2, 0.7],
    [1, 0.5],
    [0, -2],
  ]);
  expect(bestOf(scores, 9)).toEqual([2, 1, 3, 0, 4]);
  expect(bestOf(scores, 2)).toEqual([2, 1]);
});
