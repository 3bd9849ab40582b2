import { CancelledError, UsageError } from "@weightcast/core";
import { kendallTau } from "@weightcast/evaluation";
import { expect, test } from "vitest";
import { rankByLabels } from "../src/index.js";
import { madeUpZoo } from "./made-up-zoo.js";

const zoo = madeUpZoo(60, {
  spoil: (weights) => weights.data.fill(Number.NaN, 119 * 24, 120 * 24),
});
const truth = Float64Array.from(zoo.metrics.numbers("test_accuracy"));
const labels = truth.map((value, row) => (row < 70 ? value : Number.NaN));

test("the others are ranked, and cross-validation says how well", async () => {
  const { scores, validation, features, predictor } = await rankByLabels(zoo, labels);
  expect([features, predictor]).toEqual(["wstats-layers:0-qts:0,25,50,75,100", "gbm"]);
  expect(scores.length).toBe(50);
  const known = scores.filter(({ predicted }) => predicted !== null);
  expect(known.length).toBe(49);
  expect(scores.at(-1)).toMatchObject({ row: 119, predicted: null, low: null });
  const predicted = known.map((score) => score.predicted ?? 0);
  expect(predicted).toEqual(predicted.toSorted((a, b) => b - a));
  expect(
    kendallTau(
      known.map(({ row }) => truth[row] ?? 0),
      predicted,
    ),
  ).toBeGreaterThan(0.7);
  expect(validation).toMatchObject({ labelled: 70, folds: 5, isUseful: true });
  expect(validation.tau).toBeGreaterThan(0.7);
  const inside = known.filter(({ row, low, high }) => {
    const value = truth[row] ?? 0;
    return value >= (low ?? 1) && value <= (high ?? 0);
  });
  expect(inside.length).toBeGreaterThan(0.75 * known.length);
  expect(await rankByLabels(zoo, labels)).toEqual({ scores, validation, features, predictor });
});

test("labels that have nothing to do with the networks make a ranking that is said to be useless", async () => {
  const shuffled = labels.map((_, row) => (row < 70 ? ((row * 37) % 71) / 71 : Number.NaN));
  const { validation } = await rankByLabels(zoo, shuffled);
  expect(validation.isUseful).toBe(false);
});

test("costs are ranked from the smallest on", async () => {
  const target = { column: "loss", range: null, direction: "lower" } as const;
  const costs = labels.map((value) => 3 - value);
  const { scores } = await rankByLabels(zoo, costs, { target });
  const predicted = scores.flatMap((score) => score.predicted ?? []);
  expect(predicted).toEqual(predicted.toSorted((a, b) => a - b));
});

test("too few labels are refused, and an abort ends the work", async () => {
  const few = labels.map((value, row) => (row < 9 ? value : Number.NaN));
  await expect(rankByLabels(zoo, few)).rejects.toThrow(UsageError);
  await expect(rankByLabels(zoo, labels, { level: 2 })).rejects.toThrow(UsageError);
  await expect(rankByLabels(zoo, labels, { signal: AbortSignal.abort() })).rejects.toThrow(CancelledError);
});
