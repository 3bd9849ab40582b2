import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseSplitSpec } from "@weightcast/evaluation";
import { openZoo } from "@weightcast/zoo-io/node";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { CellOutcome, Fit } from "../src/jobs/job.js";
import { runJob } from "../src/jobs/run-job.js";
import { runSearch } from "../src/search/search.js";
import { localRunner } from "./local-runner.js";
import { writeSmallZoo } from "./small-zoo.js";

/** A feature set that learns from the training rows: few images, dreamt in few steps. */
const FEATURES = "probes:dreamt-2-steps:2";

let folder: string;
let zoo: string;
let other: string;
let fit: Fit;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "weightcast-fitted-features-"));
  zoo = join(folder, "zoo");
  other = join(folder, "other");
  await writeSmallZoo(zoo, { runs: 40 });
  await writeSmallZoo(other, { runs: 20, seed: 2 });
  const opened = await openZoo(zoo);
  fit = {
    zoo: { path: zoo, fingerprint: await opened.fingerprint() },
    target: "test_accuracy",
    predictor: "gbm",
    features: FEATURES,
    parameters: { num_iterations: 5 },
    checkpoint: "final",
    split: { name: "random", assigned: null },
    protocol: "honest",
    seed: 0,
  };
});
afterAll(() => rm(folder, { recursive: true }));

test("the jobs of a reproduction take features that are fitted on the training rows", async () => {
  const cell = (await runJob({ kind: "cell", fit, resamples: 10 })) as CellOutcome;
  expect(cell).toMatchObject({ rows: { train: 16, validation: 4, test: 20 } });
  expect(cell.scores.mad.value).toBeGreaterThan(0);
  // The answers of a network do not depend on the order of its hidden units.
  expect(cell.invariance[0]).toMatchObject({ change: "permuted", networks: 20 });
  expect(cell.invariance[0]?.meanMove).toBeLessThan(1e-3);
  const curve = await runJob({ kind: "curve", fit, share: 0.5, resamples: 10 });
  expect(curve).toMatchObject({ networks: 8 });
  const path = { path: other, fingerprint: await (await openZoo(other)).fingerprint() };
  const transfer = await runJob({ kind: "transfer", fit, to: [path], resamples: 10 });
  expect(transfer).toMatchObject([{ networks: 20, seen: 0 }]);
});

test("a search takes features that are fitted on the training rows", async () => {
  const output = join(folder, "search");
  const results = await runSearch(
    {
      zoo,
      folder: output,
      predictor: "gbm",
      features: FEATURES,
      trials: 2,
      split: parseSplitSpec("random"),
      checkpoint: "final",
      seed: 1,
      workers: 1,
    },
    () => localRunner(),
  );
  expect(results.features).toBe(FEATURES);
  expect(results.trials.every(({ rungs }) => Number.isFinite(rungs[0]!.r2))).toBe(true);
  expect(JSON.parse(await readFile(join(output, "best.json"), "utf8"))).toEqual(results.best.parameters);
});
