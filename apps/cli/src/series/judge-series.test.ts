import { targetNamed } from "@weightcast/zoo";
import { expect, test } from "vitest";
import { judgeSeries, type SeriesPoint } from "./judge-series.js";

const accuracy = { target: targetNamed("test_accuracy"), patience: 2, leastGain: 0.01 };
const loss = { ...accuracy, target: targetNamed("test_loss") };

function points(...predicted: readonly (number | null)[]): SeriesPoint[] {
  return predicted.map((value, i) => ({
    checkpoint: `epoch-${i}`,
    step: i,
    predicted: value,
    low: value === null ? null : value - 0.05,
    high: value === null ? null : value + 0.05,
    flag: null,
  }));
}

test("a run that becomes better goes on, and one that does not stops", () => {
  expect(judgeSeries(points(0.3, 0.5, 0.6), accuracy)).toMatchObject({ advice: "go on", isCertain: true });
  const slow = judgeSeries(points(0.3, 0.6, 0.605, 0.58), accuracy);
  expect(slow).toMatchObject({ advice: "stop", isCertain: false });
  expect(slow.gain).toBeCloseTo(0.005, 12);
  expect(slow.best?.checkpoint).toBe("epoch-2");
  expect(slow.reason).toBe(
    "the last 2 checkpoints changed the best predicted test_accuracy by 0.0050; the intervals of the two predictions overlap",
  );
});

test("a lower loss is better", () => {
  expect(judgeSeries(points(2, 1.5, 1), loss).advice).toBe("go on");
  expect(judgeSeries(points(1, 1.5, 2), loss)).toMatchObject({
    advice: "stop",
    best: { checkpoint: "epoch-0" },
  });
});

test("with few checkpoints training goes on", () => {
  expect(judgeSeries(points(0.6, 0.1), accuracy)).toMatchObject({ advice: "go on", gain: null });
  expect(judgeSeries([], accuracy)).toMatchObject({ advice: "go on", best: null });
});

test("weights that are not finite break the run, and one that recovered is judged by the rest", () => {
  expect(judgeSeries(points(0.3, 0.6, null), accuracy)).toMatchObject({
    advice: "broken",
    reason: "the weights of epoch-2 are not finite",
    best: { checkpoint: "epoch-1" },
  });
  expect(judgeSeries(points(0.3, null, 0.6, 0.7), accuracy).advice).toBe("go on");
});
