import { UsageError } from "@weightcast/core";
import { expect, test } from "vitest";
import { fitModel, planFit } from "../src/index.js";
import { madeUpZoo } from "./made-up-zoo.js";

const SPLIT = "random:40/10/50";
const features = "layer-statistics-qts:0,100";

test("labels of few runs are drawn by the seed; the other runs of their parts are unlabelled", () => {
  const zoo = madeUpZoo(100);
  const plan = planFit(zoo, { split: SPLIT, labelledRuns: 10 });
  expect(plan.labelled.train.length).toBe(10);
  expect(plan.labelled.validation.length).toBe(0);
  expect(plan.labelled.test).toEqual(planFit(zoo, { split: SPLIT }).labelled.test);
  expect(plan.unlabelled.length).toBe(40);
  const test = new Set(plan.labelled.test);
  expect(plan.unlabelled.some((row) => test.has(row))).toBe(false);
  expect(planFit(zoo, { split: SPLIT, labelledRuns: 10 })).toEqual(plan);
  expect(planFit(zoo, { split: SPLIT, labelledRuns: 10, seed: 1 }).labelled).not.toEqual(plan.labelled);
  const open = planFit(zoo, { split: SPLIT, labelledRuns: 10, transductive: true });
  expect(open.unlabelled.length).toBe(90);
  expect(open.labelled).toEqual(plan.labelled);
  expect(() => planFit(zoo, { split: SPLIT, labelledRuns: 51 })).toThrow(UsageError);
});

test("networks without a target, and runs that a split lists as unlabelled, are unlabelled", async () => {
  const zoo = madeUpZoo(20, {
    spoil: (_, accuracy) => accuracy.fill(Number.NaN, 1, 11),
  });
  const parts = new Map(
    zoo.metrics.runs.map((run, i) => [run, i < 10 ? "train" : i < 15 ? "unlabelled" : "test"] as const),
  );
  const split = { name: "parts.csv", kind: "assigned", parts } as const;
  const plan = planFit(zoo, { split, features });
  expect([plan.labelled.train.length, plan.labelled.test.length, plan.unlabelled.length]).toEqual([5, 5, 10]);
  expect(plan.withoutTarget).toBe(5);
  const { manifest } = await fitModel(zoo, { split, features, rememberRuns: false, safeguards: false });
  expect(manifest.rows).toEqual({ train: 5, validation: 0, test: 5, notFinite: 5 });
  expect(manifest.unlabelled).toBe(10);
  expect(manifest.predictor).toBe("gbm");
});
