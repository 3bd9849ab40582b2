import { RandomStream } from "@weightcast/core";
import { expect, test } from "vitest";
import { concentration } from "./concentration.js";

test("points that are spread evenly are not concentrated; those of one place are", () => {
  const random = new RandomStream(1, "points");
  const spread = () => Float32Array.from({ length: 100_000 }, () => 2 * random.uniform() - 1);
  expect(concentration(spread(), spread())).toBeCloseTo(1, 0);
  // All in a quarter of the width and of the height.
  const quarter = () => spread().map((place) => place / 4);
  expect(concentration(quarter(), quarter())).toBeCloseTo(16, 0);
  expect(concentration(new Float32Array(9), new Float32Array(9))).toBe(4096);
  expect(concentration(new Float32Array(0), new Float32Array(0))).toBe(0);
});
