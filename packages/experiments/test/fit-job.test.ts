import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Model } from "@weightcast/predictors";
import type { Zoo } from "@weightcast/zoo";
import { openZoo } from "@weightcast/zoo-io/node";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { fitJob } from "../src/jobs/fit-job.js";
import type { Fit } from "../src/jobs/job.js";
import { writeSmallZoo } from "./small-zoo.js";

let folder: string;
let zoo: Zoo;
let fit: Fit;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "weightcast-fit-"));
  const path = join(folder, "zoo");
  await writeSmallZoo(path);
  zoo = await openZoo(path);
  fit = {
    zoo: { path, fingerprint: "" },
    target: "test_accuracy",
    predictor: "gbm",
    features: "wstats-glob",
    parameters: { num_iterations: 2 },
    checkpoint: "final",
    split: { name: "random", assigned: null },
    protocol: "honest",
    seed: 0,
  };
});
afterAll(() => rm(folder, { recursive: true }));

describe("a share of the training runs", () => {
  let models: Model[];

  beforeAll(async () => {
    models = [];
    for (const share of [0.25, 0.5, 1]) models.push(await fitJob(fit, zoo, { share }));
  });

  test("is so many of them, and part of each larger share", () => {
    const trained = models.map(({ rows }) => Array.from(rows.train));
    expect(trained.map(({ length }) => length)).toEqual([8, 16, 32]);
    expect(trained[2]).toEqual(expect.arrayContaining([...trained[1]!]));
    expect(trained[1]).toEqual(expect.arrayContaining([...trained[0]!]));
  });

  test("leaves the other parts as they are", () => {
    for (const { rows } of models) {
      expect(rows.validation).toEqual(models[2]!.rows.validation);
      expect(rows.test).toEqual(models[2]!.rows.test);
    }
  });
});

test("assigned parts are kept, with the name of where they come from", async () => {
  const parts = ["train", "train", "validation", "test"] as const;
  const assigned = zoo.metrics.runs.map((run, i) => [run, parts[i % 4]!] as const);
  const { rows, manifest } = await fitJob({ ...fit, split: { name: "split.csv", assigned } }, zoo);
  expect(manifest.split).toBe("split.csv");
  expect(Array.from(rows.test)).toEqual(Array.from({ length: 20 }, (_, i) => 2 * (4 * i + 3) + 1));
  expect(rows.train).toHaveLength(40);
});
