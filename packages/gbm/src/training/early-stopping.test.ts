import { expect, it } from "vitest";
import { EarlyStopping } from "./early-stopping.js";

function roundsUntilStop(values: readonly number[], minDelta: number, higherIsBetter: boolean) {
  const stopping = new EarlyStopping({ patience: 2, minDelta }, higherIsBetter);
  const stopped = values.findIndex((value, i) => stopping.stopsAfter(value, i + 1));
  return [stopped + 1, stopping.bestRound];
}

it("stops after as many rounds without a better value as it is told", () => {
  expect(roundsUntilStop([3, 2, 2, 1, 1, 2, 0], 0, false)).toEqual([6, 4]);
});

it("takes a larger value for better where the metric says so", () => {
  expect(roundsUntilStop([0.5, 0.7, 0.6, 0.7, 0.9], 0, true)).toEqual([4, 2]);
});

it("counts an improvement of at most minDelta for none", () => {
  expect(roundsUntilStop([3, 2.6, 2.5, 2.2, 1], 0.5, false)).toEqual([3, 1]);
});

it("takes the first value for the best one so far, whatever it is", () => {
  expect(roundsUntilStop([Number.NaN, Number.POSITIVE_INFINITY, 4], 0, false)).toEqual([3, 1]);
});
