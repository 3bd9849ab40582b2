import { InputError, RandomStream } from "@weightcast/core";
import { describe, expect, test } from "vitest";
import { bootstrapScores, bootstrapStrataTau, kendallTau, scores, strataTau } from "../src/index.js";

/** Rows of a truth and of predictions with an error of standard deviation 1, about normal. */
function noisyRows(count: number, seed: number): { truth: Float64Array; predicted: Float64Array } {
  const random = new RandomStream(seed, "bootstrap-test");
  const normal = () => Array.from({ length: 12 }, () => random.uniform()).reduce((a, b) => a + b, -6);
  const truth = Float64Array.from({ length: count }, () => 3 * random.uniform());
  return { truth, predicted: truth.map((value) => value + normal()) };
}

const options = { resamples: 500, seed: 1 };

describe("bootstrapScores", () => {
  test("has the scores of all rows within their intervals", () => {
    const { truth, predicted } = noisyRows(100, 1);
    const estimates = bootstrapScores(truth, predicted, options);
    const whole = scores(truth, predicted);
    for (const name of ["r2", "mse", "mad", "tau"] as const) {
      const { value, low, high } = estimates[name];
      expect(value).toBe(whole[name]);
      expect(low!).toBeLessThan(value!);
      expect(high!).toBeGreaterThan(value!);
    }
  });

  test("is the same for the same seed, and another for another", () => {
    const { truth, predicted } = noisyRows(50, 1);
    const estimates = bootstrapScores(truth, predicted, options);
    expect(bootstrapScores(truth, predicted, options)).toEqual(estimates);
    expect(bootstrapScores(truth, predicted, { ...options, seed: 2 }).mse).not.toEqual(estimates.mse);
  });

  test("covers the true error in about 95 of 100 samples of rows", () => {
    const covered = Array.from({ length: 200 }, (_, sample) => {
      const { truth, predicted } = noisyRows(100, sample);
      const { low, high } = bootstrapScores(truth, predicted, { resamples: 200, seed: 1 }).mse;
      return low! <= 1 && 1 <= high!;
    }).filter(Boolean).length;
    expect(covered / 200).toBeGreaterThan(0.88);
    expect(covered / 200).toBeLessThan(0.99);
  });

  test("draws the rows of a cluster together: copies of rows add no certainty", () => {
    const { truth, predicted } = noisyRows(60, 1);
    const width = ({ low, high }: { low: number | null; high: number | null }) => high! - low!;
    const single = width(bootstrapScores(truth, predicted, options).mse);
    const nine = (side: Float64Array) =>
      Array.from({ length: 9 * side.length }, (_, i) => side[i % side.length]!);
    const clusters = Array.from({ length: 9 * truth.length }, (_, i) => i % truth.length);
    const clustered = width(bootstrapScores(nine(truth), nine(predicted), { ...options, clusters }).mse);
    expect(clustered / single).toBeCloseTo(1, 1);
    const unaware = width(bootstrapScores(nine(truth), nine(predicted), options).mse);
    expect(unaware / single).toBeLessThan(0.5);
  });

  test("has null for what is not defined, and no bounds without resamples", () => {
    const none = { value: null, low: null, high: null };
    expect(bootstrapScores([1, 1, 1], [1, 2, 3], options)).toMatchObject({ r2: none, tau: none });
    expect(bootstrapScores([1, 2, 3], [1, 2, 4], { resamples: 0, seed: 1 }).tau).toEqual({
      value: 1,
      low: null,
      high: null,
    });
  });

  test("leaves out resamples that have no such score", () => {
    // Of two rows, half the resamples hold one of them twice.
    expect(bootstrapScores([1, 2], [1, 2], options).tau).toEqual({ value: 1, low: 1, high: 1 });
  });

  test("refuses what makes no sense", () => {
    expect(() => bootstrapScores([1, 2], [1, Number.NaN], options)).toThrow(InputError);
    expect(() => bootstrapScores([1, 2], [1, 2], { resamples: -1, seed: 1 })).toThrow(RangeError);
    expect(() => bootstrapScores([1, 2], [1, 2], { ...options, clusters: [0] })).toThrow(
      new RangeError("row 1 has no cluster: 1 cluster numbers were given"),
    );
  });
});

describe("bootstrapStrataTau", () => {
  const { truth, predicted } = noisyRows(120, 3);
  const strata = Int32Array.from(truth, (_, i) => i % 8);

  test("has the tau of all rows within its interval", () => {
    const { value, low, high } = bootstrapStrataTau(truth, predicted, strata, options);
    expect(value).toBe(strataTau(truth, predicted, strata));
    expect(low!).toBeLessThan(value!);
    expect(high!).toBeGreaterThan(value!);
    expect(bootstrapStrataTau(truth, predicted, strata, options)).toEqual({ value, low, high });
  });

  test("of one stratum is about the interval of tau", () => {
    const one = new Int32Array(truth.length);
    const within = bootstrapStrataTau(truth, predicted, one, options);
    const plain = bootstrapScores(truth, predicted, options).tau;
    expect(within.value).toBe(kendallTau(truth, predicted));
    expect(Math.abs(within.low! - plain.low!)).toBeLessThan(0.05);
    expect(Math.abs(within.high! - plain.high!)).toBeLessThan(0.05);
  });

  test("draws within strata: a stratum of one row is always that row", () => {
    const alone = Int32Array.from(truth, (_, i) => i);
    expect(bootstrapStrataTau(truth, predicted, alone, options)).toEqual({
      value: null,
      low: null,
      high: null,
    });
  });
});
