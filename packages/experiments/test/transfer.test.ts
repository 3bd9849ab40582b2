import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gatherMetrics, selectCheckpoints } from "@weightcast/zoo";
import { openZoo, writeZoo } from "@weightcast/zoo-io/node";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Fit, TransferJob } from "../src/jobs/job.js";
import { runJob } from "../src/jobs/run-job.js";
import { writeSmallZoo } from "./small-zoo.js";

let folder: string;
let paths: Readonly<Record<"zoo" | "subset" | "other", string>>;
let fit: Fit;
let assigned: readonly (readonly [string, "train" | "test"])[];

/** The final networks of the first 20 runs of 80. */
async function writeSubset(from: string, to: string): Promise<void> {
  const zoo = await openZoo(from);
  const rows = selectCheckpoints(zoo.metrics, "final").slice(0, 20);
  async function* weights() {
    for await (const block of zoo.blocks({ rows })) yield block.weights;
  }
  await writeZoo(to, { layout: zoo.layout, metrics: gatherMetrics(zoo.metrics, rows), weights: weights() });
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "weightcast-transfer-"));
  paths = { zoo: join(folder, "zoo"), subset: join(folder, "subset"), other: join(folder, "other") };
  await writeSmallZoo(paths.zoo);
  await writeSmallZoo(paths.other, { runs: 30, seed: 2 });
  await writeSubset(paths.zoo, paths.subset);
  const { runs } = (await openZoo(paths.zoo)).metrics;
  assigned = runs.map((run, i) => [run, i % 4 === 0 ? "train" : "test"]);
  fit = {
    zoo: { path: paths.zoo, fingerprint: "zoo" },
    target: "test_accuracy",
    predictor: "gbm",
    features: "wstats-glob",
    parameters: { num_iterations: 5, min_data_in_leaf: 3 },
    checkpoint: "final",
    split: { name: "split.csv", assigned },
    protocol: "honest",
    seed: 0,
  };
});
afterAll(() => rm(folder, { recursive: true }));

function transfer(changes: Partial<Fit> = {}): TransferJob {
  const to = (["zoo", "subset", "other"] as const).map((name) => ({ path: paths[name], fingerprint: name }));
  return { kind: "transfer", fit: { ...fit, ...changes }, to, resamples: 10 };
}

test("networks that the model was fitted on are left out of other zoos, and counted", async () => {
  const outcomes = await runJob(transfer());
  expect(outcomes).toMatchObject([
    { networks: 60, seen: 0 },
    { networks: 15, seen: 5 },
    { networks: 30, seen: 0 },
  ]);
});

test("where it was fitted on all of them there is no score, and the other zoos have theirs", async () => {
  const split = {
    name: "split.csv",
    assigned: assigned.map(([run], i) => [run, i < 20 ? "train" : "test"] as const),
  };
  const none = { value: null, low: null, high: null };
  expect(await runJob(transfer({ split }))).toMatchObject([
    { networks: 60, seen: 0 },
    { networks: 0, seen: 20, tau: none, r2: none, points: { x: [], y: [] } },
    { networks: 30, seen: 0, tau: { value: expect.any(Number) } },
  ]);
});
