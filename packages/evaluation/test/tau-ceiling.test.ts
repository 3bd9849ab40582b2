import { InputError } from "@weightcast/core";
import { expect, test } from "vitest";
import { tauCeiling, testSetSize } from "../src/index.js";

const accuracies = Float64Array.from({ length: 400 }, (_, i) => 0.5 + 0.4 * (i / 400));

test("a finite test set keeps tau below 1; a larger one less so", () => {
  const ceiling = tauCeiling(accuracies, { testSize: 10_000 })!;
  // numpy.random.binomial and scipy.stats.kendalltau over 200 draws: 0.9779
  expect(ceiling).toBeGreaterThan(0.9779 - 0.002);
  expect(ceiling).toBeLessThan(0.9779 + 0.002);
  expect(tauCeiling(accuracies, { testSize: 100 })!).toBeLessThan(0.8);
  expect(tauCeiling(accuracies, { testSize: 1_000_000 })!).toBeGreaterThan(0.99);
});

test("the same seed gives the same ceiling; percents give that of shares", () => {
  expect(tauCeiling(accuracies, { seed: 3 })).toBe(tauCeiling(accuracies, { seed: 3 }));
  expect(tauCeiling(accuracies, { seed: 3 })).not.toBe(tauCeiling(accuracies, { seed: 4 }));
  const percents = accuracies.map((value) => 100 * value);
  expect(tauCeiling(percents, { range: [0, 100] })).toBeCloseTo(tauCeiling(accuracies)!, 9);
});

test("tied networks stay tied, and no prediction wins their pairs; extremes are drawn exactly", () => {
  const collapsed = [...new Array<number>(200).fill(0.1), ...new Array<number>(200).fill(0.8)];
  // tau-b with 2 * 200 * 199 / 2 of 400 * 399 / 2 pairs tied on one side and all others won
  expect(tauCeiling(collapsed)).toBeCloseTo(Math.sqrt(1 - 199 / 399), 12);
  expect(tauCeiling([0, 0.0001, 0.5, 0.9999, 1])!).toBeGreaterThan(0.8);
});

test("few ties are noise of the measurement like any other", () => {
  const few = Float64Array.from(accuracies, (value, i) => (i === 1 ? accuracies[0]! : value));
  expect(tauCeiling(few)!).toBeCloseTo(tauCeiling(accuracies)!, 2);
});

test("the size of the test set is told from the accuracies", () => {
  const measured = (size: number) =>
    Float64Array.from({ length: 60 }, (_, i) => Math.fround(Math.floor(size * (0.1 + 0.0137 * i)) / size));
  for (const size of [1_000, 10_000, 26_032]) expect(testSetSize(measured(size))).toBe(size);
  expect(testSetSize(Float64Array.from({ length: 60 }, (_, i) => 0.5 + Math.sqrt(i) / 20))).toBeNull();
  expect(testSetSize([0.5, 0.25])).toBeNull();
  expect(tauCeiling(measured(1_000))).toBe(tauCeiling(measured(1_000), { testSize: 1_000 }));
});

test("is not defined of a constant; refuses what is no accuracy or no size", () => {
  expect(tauCeiling(new Float64Array(10).fill(0.5))).toBeNull();
  expect(() => tauCeiling([Number.NaN])).toThrow(InputError);
  expect(() => tauCeiling([0.5], { testSize: 0 })).toThrow(/from 1 on, not 0/);
});
