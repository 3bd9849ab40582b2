import { InputError } from "@weightcast/core";
import { expect, test } from "vitest";
import { tauCeiling } from "../src/index.js";

const accuracies = Float64Array.from({ length: 400 }, (_, i) => 0.5 + 0.4 * (i / 400));

test("a finite test set keeps tau below 1; a larger one less so", () => {
  const ceiling = tauCeiling(accuracies)!;
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

test("networks that share a value with many have no noise; extremes are drawn exactly", () => {
  const collapsed = [...new Array<number>(200).fill(0.1), ...new Array<number>(200).fill(0.8)];
  expect(tauCeiling(collapsed)).toBe(1);
  expect(tauCeiling([0, 0.0001, 0.5, 0.9999, 1])!).toBeGreaterThan(0.8);
});

test("is not defined of a constant; refuses what is no accuracy or no size", () => {
  expect(tauCeiling(new Float64Array(10).fill(0.5))).toBeNull();
  expect(() => tauCeiling([Number.NaN])).toThrow(InputError);
  expect(() => tauCeiling([0.5], { testSize: 0 })).toThrow(/from 1 on, not 0/);
});
