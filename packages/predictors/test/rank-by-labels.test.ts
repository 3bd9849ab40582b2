import { CancelledError, matrix, RandomStream, UsageError } from "@weightcast/core";
import { kendallTau } from "@weightcast/evaluation";
import { type Column, createLayout, Metrics, memorySource, StoredZoo } from "@weightcast/zoo";
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

test("checkpoints of one run do not tell each other's labels: cross-validation holds out whole runs", async () => {
  // 20 runs of five alike checkpoints; the labels have nothing to do with the weights.
  const random = new RandomStream(3, "alike checkpoints");
  const columns = 4;
  const spreads = Array.from({ length: 20 }, () => random.uniform());
  const accuracies = spreads.map(() => random.uniform());
  const rows = Array.from({ length: 100 }, (_, row) => Math.floor(row / 5));
  const weights = Float32Array.from({ length: 100 * columns }, (_, i) => {
    const spread = spreads[rows[Math.floor(i / columns)] ?? 0] ?? 0;
    return ((i % columns) - 1.5) * spread + 1e-4 * random.uniform();
  });
  const layout = createLayout([{ name: "dense/kernel:0", start: 0, end: columns, shape: [2, 2] }]);
  const zooOf = (nameOf: (row: number) => string) => {
    const names = rows.map((_, row) => nameOf(row));
    const metrics = new Metrics(
      new Map<string, Column>([
        ["checkpoint", { kind: "text", values: names }],
        ["step", { kind: "integer", values: Int32Array.from(rows, (_, row) => row % 5) }],
      ]),
    );
    return new StoredZoo("alike", layout, metrics, memorySource(matrix(weights, 100, columns)));
  };
  const labels = Float64Array.from(rows, (run, row) => (row % 5 === 4 ? Number.NaN : (accuracies[run] ?? 0)));
  const grouped = await rankByLabels(
    zooOf((row) => `${rows[row]}/${row}`),
    labels,
  );
  expect(grouped.validation).toMatchObject({ labelled: 80, runs: 20, seen: 20, isUseful: false });
  const leaking = await rankByLabels(
    zooOf((row) => `${row}/0`),
    labels,
  );
  expect(leaking.validation).toMatchObject({ labelled: 80, runs: 80, seen: 0, isUseful: true });
  expect(leaking.validation.tau).toBeGreaterThan((grouped.validation.tau ?? 0) + 0.4);
  await expect(
    rankByLabels(
      zooOf((row) => `one/${row}`),
      labels,
    ),
  ).rejects.toThrow("are of one run");
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
