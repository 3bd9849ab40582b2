import { RandomStream } from "@weightcast/core";
import { describe, expect, test } from "vitest";
import { bootstrapSamples, holmAdjusted, pairedDifference, scores } from "../src/index.js";

const OPTIONS = { resamples: 200, seed: 1 };

/** The R2 of predictions with noise, and of its samples; `shared` is noise that all predictors of a data set have. */
function sampledR2(noise: number, data: number, stream: string) {
  const truths = new RandomStream(data, "truth");
  const shared = new RandomStream(data, "shared");
  const own = new RandomStream(data, stream);
  const truth = Float64Array.from({ length: 60 }, () => truths.uniform());
  const predicted = truth.map(
    (value) => value + 0.3 * (shared.uniform() - 0.5) + noise * (own.uniform() - 0.5),
  );
  const { r2 } = bootstrapSamples(truth, predicted, OPTIONS);
  return { value: scores(truth, predicted).r2, samples: r2 };
}

describe("pairedDifference", () => {
  test("finds a difference that intervals of the two scores alone would hide", () => {
    const [better, worse] = [sampledR2(0.02, 1, "a"), sampledR2(0.16, 1, "b")];
    const { value, low, high, p } = pairedDifference(better, worse);
    expect(value).toBeCloseTo(better.value! - worse.value!, 12);
    expect(low).toBeGreaterThan(0);
    expect(high).toBeGreaterThan(low!);
    expect(p).toBeLessThan(0.01);
    const [lowest, highest] = [
      Math.min(...(better.samples as number[])),
      Math.max(...(worse.samples as number[])),
    ];
    expect(lowest).toBeLessThan(highest);
    expect(pairedDifference(worse, better).value).toBeCloseTo(-value!, 12);
    expect(pairedDifference(worse, better).p).toBe(p);
  });

  test("finds nothing in about 95 of 100 comparisons of equals", () => {
    const found = Array.from({ length: 40 }, (_, data) =>
      pairedDifference(sampledR2(0.1, data, "a"), sampledR2(0.1, data, "b")),
    ).filter(({ p }) => p! < 0.05).length;
    expect(found).toBeLessThan(7);
  });

  test("a predictor does not differ from itself", () => {
    const one = sampledR2(0.1, 1, "a");
    expect(pairedDifference(one, one)).toEqual({ value: 0, low: 0, high: 0, p: 1 });
  });

  test("is null where a score is not defined; has no p-value without samples", () => {
    const none = { value: null, low: null, high: null, p: null };
    expect(pairedDifference({ value: null, samples: [null] }, { value: 1, samples: [1] })).toEqual(none);
    expect(pairedDifference({ value: 2, samples: [] }, { value: 1, samples: [] })).toEqual({
      ...none,
      value: 1,
    });
    expect(() => pairedDifference({ value: 1, samples: [1] }, { value: 1, samples: [] })).toThrow(
      "1 samples cannot be paired with 0",
    );
  });
});

test("holmAdjusted: as R's p.adjust has it", () => {
  // p.adjust(c(0.01, 0.04, 0.03, 0.005), "holm")
  expect(holmAdjusted([0.01, 0.04, 0.03, 0.005]).map((p) => Number(p!.toFixed(12)))).toEqual([
    0.03, 0.06, 0.06, 0.02,
  ]);
  expect(holmAdjusted([null, 0.5, 0.9])).toEqual([null, 1, 1]);
  expect(holmAdjusted([])).toEqual([]);
});
