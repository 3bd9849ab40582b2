import { describe, expect, test } from "vitest";
import { calibrationBins, spreadOf } from "../src/index.js";

describe("calibrationBins", () => {
  test("equal numbers of rows by their predictions, with means and the deviation of residuals", () => {
    expect(calibrationBins([0.2, 0.9, 0.4, 0.7], [0.3, 0.8, 0.1, 0.6], 2)).toEqual([
      { rows: 2, predicted: 0.2, truth: expect.closeTo(0.3, 12), deviation: expect.closeTo(0.2, 12) },
      {
        rows: 2,
        predicted: expect.closeTo(0.7, 12),
        truth: expect.closeTo(0.8, 12),
        deviation: expect.closeTo(0, 12),
      },
    ]);
  });

  test("every row is in one bin, also where the number of bins does not divide that of the rows", () => {
    const values = Array.from({ length: 23 }, (_, i) => i / 23);
    const rows = calibrationBins(values, values, 10).map((bin) => bin.rows);
    expect(rows.reduce((a, b) => a + b)).toBe(23);
    expect(new Set(rows)).toEqual(new Set([2, 3]));
    expect(calibrationBins([0.5], [0.5], 10)).toHaveLength(1);
  });

  test("refuses what cannot be divided", () => {
    expect(() => calibrationBins([1], [1], 0)).toThrow("a whole number from 1 on, not 0");
    expect(() => calibrationBins([1], [], 1)).toThrow(RangeError);
    expect(() => calibrationBins([Number.NaN], [1], 1)).toThrow("entry 0 of truth is NaN");
  });
});

test("spreadOf: the mean and the standard deviation of a sample; missing values are left out", () => {
  expect(spreadOf([1, null, 3])).toEqual({ mean: 2, deviation: Math.SQRT2, count: 2 });
  expect(spreadOf([5])).toEqual({ mean: 5, deviation: null, count: 1 });
  expect(spreadOf([null])).toBeNull();
});
