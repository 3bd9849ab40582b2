import { RandomStream, UsageError } from "@weightcast/core";
import { expect, test } from "vitest";
import { conformalRadius, intervalScores } from "../src/index.js";

test("the radius is the residual of rank ceil((n + 1) level)", () => {
  const residuals = [1, 2, 3, 4, 5, 6, 7, 8, 9];
  expect(conformalRadius(residuals, 0.9)).toBe(9);
  expect(conformalRadius(residuals, 0.5)).toBe(5);
  expect(conformalRadius(residuals, 0.01)).toBe(1);
  expect(conformalRadius(residuals, 0.91)).toBe(Number.POSITIVE_INFINITY);
  expect(conformalRadius([], 0.5)).toBe(Number.POSITIVE_INFINITY);
});

test("rows of few runs have a higher rank", () => {
  const residuals = Array.from({ length: 100 }, (_, i) => i + 1);
  expect(conformalRadius(residuals, 0.9)).toBe(91);
  expect(conformalRadius(residuals, 0.9, 25)).toBe(94);
  expect(conformalRadius(residuals, 0.9, 9)).toBe(100);
  expect(conformalRadius(residuals, 0.9, 8)).toBe(Number.POSITIVE_INFINITY);
});

test("covers what the level says, of exchangeable rows", () => {
  const random = new RandomStream(1, "residuals");
  const residual = () => random.uniform() ** 3;
  let covered = 0;
  for (let trial = 0; trial < 2000; trial++) {
    const residuals = Float64Array.from({ length: 49 }, residual).sort();
    if (residual() <= conformalRadius(residuals, 0.9)) covered++;
  }
  expect(covered / 2000).toBeGreaterThan(0.88);
  expect(covered / 2000).toBeLessThan(0.92);
});

test("a level is between 0 and 1", () => {
  for (const level of [0, 1, -1, 90, Number.NaN]) {
    expect(() => conformalRadius([1], level)).toThrow(UsageError);
  }
});

test("coverage counts the ends of intervals; widths are averaged", () => {
  const intervals = [
    [0, 1],
    [0, 1],
    [2, 5],
  ] as const;
  expect(intervalScores([0, 1, 1.9], intervals)).toEqual({ coverage: 2 / 3, meanWidth: 5 / 3 });
  expect(() => intervalScores([1], [])).toThrow(RangeError);
});
