import { describe, expect, it } from "vitest";
import { deriveSeeds, RandomDraws } from "./random-draws.js";

describe("RandomDraws", () => {
  it("samples few of many as LightGBM does", () => {
    // The features of LightGBM 4.7's trees with feature_fraction_seed 1 and 0.34 of 6 features; the first draw is not used.
    const draws = new RandomDraws(1);
    const samples = Array.from({ length: 6 }, () => Array.from(draws.sample(6, 2)));
    expect(samples.slice(1)).toEqual([
      [2, 3],
      [3, 4],
      [3, 5],
      [3, 5],
      [1, 3],
    ]);
  });

  it.each([
    [10, 9],
    [10, 10],
    [1000, 3],
    [1000, 500],
    [1, 1],
    [5, 1],
  ])("of %i draws %i different numbers, ascending", (total, count) => {
    const sample = Array.from(new RandomDraws(5).sample(total, count));
    expect(sample).toHaveLength(count);
    expect(sample).toEqual([...new Set(sample)].sort((a, b) => a - b));
    expect(sample[0]).toBeGreaterThanOrEqual(0);
    expect(sample.at(-1)).toBeLessThan(total);
  });
});

describe("deriveSeeds", () => {
  const none = {
    seed: undefined,
    data_random_seed: undefined,
    bagging_seed: undefined,
    feature_fraction_seed: undefined,
    objective_seed: undefined,
    drop_seed: undefined,
    extra_seed: undefined,
  };

  it("are LightGBM's own where none is given", () => {
    expect(deriveSeeds(none)).toEqual({
      data: 1,
      bagging: 3,
      featureFraction: 2,
      objective: 5,
      drop: 4,
      extra: 6,
    });
  });

  it("depend on the seed given", () => {
    expect(deriveSeeds({ ...none, seed: 1 })).toEqual(deriveSeeds({ ...none, seed: 1 }));
    expect(deriveSeeds({ ...none, seed: 1 })).not.toEqual(deriveSeeds({ ...none, seed: 2 }));
  });

  it("are those given one by one", () => {
    const given = {
      ...none,
      data_random_seed: 7,
      bagging_seed: 8,
      feature_fraction_seed: 9,
      objective_seed: 10,
      drop_seed: 11,
      extra_seed: 12,
    };
    expect(deriveSeeds({ ...given, seed: 1 })).toEqual({
      data: 7,
      bagging: 8,
      featureFraction: 9,
      objective: 10,
      drop: 11,
      extra: 12,
    });
  });
});
