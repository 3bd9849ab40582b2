import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CancelledError, InputError, OutputExistsError, TemporaryError, UsageError } from "@weightcast/core";
import { type ExperimentResults, parseSplitSpec } from "@weightcast/evaluation";
import { PREDICTORS } from "@weightcast/predictors";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { PUBLISHED_FEATURES, publishedResult } from "../src/index.js";
import type { CellOutcome, Job, OutcomeOf } from "../src/jobs/job.js";
import { type ReproduceOptions, runReproduction, runReproductionShard } from "../src/reproduce/reproduce.js";
import { localRunner } from "./local-runner.js";
import { writeSmallZoo } from "./small-zoo.js";

/** The predictors that take part in reproductions. */
const REPRODUCED = Array.from(PREDICTORS.values()).filter(({ reproduction }) => reproduction).length;

let folder: string;
let zoo: string;
let other: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "weightcast-reproduce-"));
  zoo = join(folder, "zoo");
  other = join(folder, "other");
  await writeSmallZoo(zoo, { diverged: [3, 4] });
  await writeSmallZoo(other, { runs: 60, seed: 2 });
});
afterAll(() => rm(folder, { recursive: true }));

let outputs = 0;
function options(changes: Partial<ReproduceOptions> = {}): ReproduceOptions {
  return {
    zoos: [zoo],
    folder: join(folder, `output-${outputs++}`),
    quick: true,
    protocol: "honest",
    split: parseSplitSpec("random"),
    checkpoint: "final",
    seed: 0,
    workers: 1,
    ...changes,
  };
}

/** Four of the paper's feature sets, and two beside them. */
const QUICK_CELLS = 4 * 3 - 1 + 2;
const QUICK_FITS = QUICK_CELLS + 1 + 5;

/** Outcomes without any work, with a score that tells of the job. */
async function pretend(job: Job): Promise<OutcomeOf<Job>> {
  const estimate = (value: number) => ({ value, low: value, high: value });
  const points = { x: [0], y: [job.fit.predictor.length] };
  switch (job.kind) {
    case "cell": {
      const outcome: CellOutcome = {
        hyperparameters: job.fit.parameters ?? {},
        tauCeiling: null,
        rows: { train: 1, validation: 1, test: 1, notFinite: 0 },
        scores: { r2: estimate(0.5), mse: estimate(0), mad: estimate(0), tau: estimate(0) },
        validation: job.fit.predictor === "dnn" && job.fit.features === "hyper" ? 0.9 : 0.1,
        strata: null,
        invariance: [],
        backend: "none",
        seconds: 0,
        points,
      };
      return outcome;
    }
    case "transfer":
      return job.to.map((_, i) => ({ networks: i, seen: 0, tau: estimate(i), r2: estimate(i), points }));
    case "curve":
      return { networks: 100 * job.share, tau: estimate(job.share) };
    case "trial":
      throw new Error("there are no trials in a reproduction");
    default:
      return job satisfies never;
  }
}

const resultsIn = async (output: string): Promise<ExperimentResults> =>
  JSON.parse(await readFile(join(output, "results.json"), "utf8"));

describe("quick experiments on two zoos", () => {
  let results: ExperimentResults;

  beforeAll(async () => {
    const request = options({ zoos: [zoo, other] });
    await runReproduction(request, () => localRunner());
    results = await resultsIn(request.folder);
  }, 120_000);

  test("say what they are of", () => {
    expect(results).toMatchObject({
      format: 1,
      quick: true,
      protocol: "honest",
      split: "random",
      checkpoint: "final",
      target: "test_accuracy",
      seed: 0,
      resamples: 1000,
    });
    expect(results.failures).toBeUndefined();
    expect(results.seconds).toBeGreaterThan(0);
    expect(results.zoos).toMatchObject([
      { name: "zoo", dataset: "mnist", rows: 160, runs: 80, epochs: 5, networks: 78, notFinite: 2 },
      { name: "other", dataset: "mnist", rows: 120, runs: 60, epochs: 5, networks: 60, notFinite: 0 },
    ]);
  });

  test("hold the data of the figures that need no predictor", () => {
    for (const { networks, accuracyHistogram, trainTest, biasRanges } of results.zoos) {
      expect(accuracyHistogram.reduce((a, b) => a + b)).toBe(networks);
      expect(trainTest!.x).toHaveLength(networks);
      expect(trainTest!.x.every((train, i) => Math.abs(train - trainTest!.y[i]! - 0.01) < 1e-5)).toBe(true);
      for (const side of [biasRanges.x, biasRanges.y, biasRanges.accuracy])
        expect(side).toHaveLength(networks);
      expect(Math.min(...biasRanges.x)).toBeGreaterThan(0);
    }
  });

  test("hold every cell, with the published hyperparameters as they are", () => {
    expect(results.cells).toHaveLength(2 * QUICK_CELLS);
    for (const cell of results.cells) {
      const published = publishedResult("mnist", cell.predictor, cell.features);
      if (published === undefined) expect(cell.published).toBeNull();
      else {
        expect(cell.hyperparameters).toEqual(published.hyperparameters);
        expect(cell.published).toEqual({ collection: "mnist", r2: published.r2, comparable: false });
      }
      expect(cell.tauCeiling).toBeGreaterThan(cell.scores.tau.value ?? 0);
      expect(cell.rows.train + cell.rows.validation + cell.rows.test + cell.rows.notFinite).toBe(
        cell.zoo === "zoo" ? 80 : 60,
      );
      const { value, low, high } = cell.scores.mse;
      expect(low!).toBeLessThanOrEqual(value!);
      expect(high!).toBeGreaterThanOrEqual(value!);
      expect(cell.strata!.strata).toBeGreaterThan(0);
      expect(cell.backend).not.toBe("");
    }
  });

  test("measure how far predictions move, where features see the weights", () => {
    for (const { features, invariance } of results.cells) {
      if (features === "hyper") expect(invariance).toEqual([]);
      else expect(invariance.map(({ change }) => change)).toEqual(["permuted", "rescaled"]);
    }
    for (const { zoo: name, predictor } of results.cells.filter(
      ({ features }) => features === "wstats-glob",
    )) {
      const [permuted, rescaled] = results.cells.find(
        (cell) => cell.zoo === name && cell.predictor === predictor && cell.features === "wstats-glob",
      )!.invariance;
      // Statistics do not see the order of the weights.
      expect(permuted!.largestMove).toBeLessThan(1e-6);
      expect(permuted!.tauAfter).toBe(permuted!.tauBefore);
      expect(rescaled!.networks).toBeLessThan(permuted!.networks);
    }
    const raw = results.cells.filter(
      ({ features, predictor }) => features === "weights" && predictor !== "gbm",
    );
    for (const { invariance } of raw) expect(invariance[0]!.meanMove).toBeGreaterThan(0);
  });

  test("have dreamt images and canonical statistics beside the paper's sets, which stay where they are", () => {
    const others = results.cells.filter(({ published }) => published === null);
    expect(others.map(({ zoo, predictor, features }) => [zoo, predictor, features])).toEqual(
      ["zoo", "other"].flatMap((name) => [
        [name, "gbm", "probes:dreamt-100-steps:100"],
        [name, "gbm", "canonical:layer-statistics"],
      ]),
    );
    for (const { invariance } of others) {
      for (const { tauBefore, tauAfter } of invariance) expect(tauAfter!).toBeCloseTo(tauBefore!, 2);
    }
  });

  test("have a baseline of hyperparameters alone, the optimizer among them", () => {
    expect(results.baselines.map(({ zoo, predictor, features }) => [zoo, predictor, features])).toEqual([
      ["zoo", "gbm", "hyper+hyper.optimizer"],
      ["other", "gbm", "hyper+hyper.optimizer"],
    ]);
    for (const { published } of results.baselines) expect(published).toBeNull();
  });

  test("transfer from each zoo to each, the test part of its own included", () => {
    const pairs = results.transfers.map(({ from, to, predictor, networks }) => [
      predictor,
      from,
      to,
      networks,
    ]);
    const test = (name: string) => results.cells.find((cell) => cell.zoo === name)!.rows.test;
    for (const predictor of ["gbm", "dnn"]) {
      expect(pairs).toContainEqual([predictor, "zoo", "zoo", test("zoo")]);
      expect(pairs).toContainEqual([predictor, "zoo", "other", 60]);
      expect(pairs).toContainEqual([predictor, "other", "zoo", 78]);
      expect(pairs).toContainEqual([predictor, "other", "other", test("other")]);
    }
    expect(pairs).toHaveLength(8);
    for (const { points, networks } of results.transfers) expect(points.x).toHaveLength(networks);
  });

  test("learning curves end at the whole training part, with the tau of its cell", () => {
    for (const { zoo: name, predictor, features, points } of results.learningCurves) {
      const cell = results.cells.find(
        (one) => one.zoo === name && one.predictor === predictor && one.features === features,
      )!;
      expect(points.map(({ networks }) => networks)).toEqual(
        points.map(({ networks }) => networks).toSorted((a, b) => a - b),
      );
      expect(points.at(-1)).toEqual({ networks: cell.rows.train, tau: cell.scores.tau });
    }
    expect(results.learningCurves).toHaveLength(2);
  });

  test("predictions are those of the cell with the best score on the validation part", () => {
    for (const { zoo: name, predictor, features, points } of results.predictions) {
      const cells = results.cells.filter((cell) => cell.zoo === name);
      const best = cells.reduce((a, b) => (b.validation! > a.validation! ? b : a));
      expect([predictor, features]).toEqual([best.predictor, best.features]);
      expect(points.x).toHaveLength(best.rows.test);
    }
    expect(results.predictions).toHaveLength(2);
  });
});

describe("what is finished", () => {
  test("outlasts an interruption: the next call does the rest only, and the time of both counts", async () => {
    const request = options();
    const stop = new AbortController();
    let done = 0;
    const first = localRunner(async (job) => {
      if (++done > 6) {
        stop.abort();
        await new Promise(() => {});
      }
      return pretend(job);
    }, 1);
    await expect(runReproduction({ ...request, signal: stop.signal }, () => first)).rejects.toThrow(
      new CancelledError(
        "the experiments were cancelled; finished fits are kept, and the same request continues them",
      ),
    );
    expect(existsSync(join(request.folder, "results.json"))).toBe(false);
    const second = localRunner(pretend);
    const { computed, results } = await runReproduction(request, () => second);
    expect(computed).toBe(QUICK_FITS - 6);
    expect(second.asked).toHaveLength(QUICK_FITS - 6);
    expect(results.cells).toHaveLength(QUICK_CELLS);

    const third = localRunner(pretend);
    const again = await runReproduction(request, () => third);
    expect(third.asked).toEqual([]);
    expect(again.computed).toBe(0);
    expect(again.results).toEqual(results);
    expect(await resultsIn(request.folder)).toEqual(results);
  });

  test("is done again with force, and where its file is damaged", async () => {
    const request = options();
    const count = async (changes: Partial<ReproduceOptions> = {}) =>
      (await runReproduction({ ...request, ...changes }, () => localRunner(pretend))).computed;
    expect(await count()).toBe(QUICK_FITS);
    expect(await count()).toBe(0);
    const cells = join(request.folder, "cells");
    const [name] = await readdir(cells);
    const whole = await readFile(join(cells, name!), "utf8");
    await writeFile(join(cells, name!), whole.slice(0, 100));
    await writeFile(join(cells, "x.json.partial-1"), "left by a crash");
    expect(await count()).toBe(1);
    expect(existsSync(join(cells, "x.json.partial-1"))).toBe(false);
    expect(await count({ force: true })).toBe(QUICK_FITS);
    expect(await count({ force: true, seed: 1 })).toBe(QUICK_FITS);
    expect(await resultsIn(request.folder)).toMatchObject({ seed: 1 });
  });

  test("is done again by other code, which is told once", async () => {
    const request = options();
    const notices: string[] = [];
    const run = async (code: string) => {
      const runner = localRunner(pretend, 2, code);
      const onNotice = (notice: string) => notices.push(notice);
      return (await runReproduction({ ...request, onNotice }, () => runner)).computed;
    };
    expect(await run("before")).toBe(QUICK_FITS);
    expect(await run("before")).toBe(0);
    expect(notices).toEqual([]);
    expect(await run("after")).toBe(QUICK_FITS);
    expect(notices).toEqual([
      `the fits in ${join(request.folder, "cells")} were computed by another version of the code; they are computed again`,
    ]);
    expect(await run("after")).toBe(0);
  });

  test("stays what it is until the full table is there", async () => {
    const request = options();
    await runReproduction(request, () => localRunner(pretend));
    const stop = new AbortController();
    const stopping = localRunner(async () => {
      stop.abort();
      return new Promise(() => {});
    });
    const full = { ...request, quick: false, signal: stop.signal };
    await expect(runReproduction(full, () => stopping)).rejects.toThrow(CancelledError);
    expect((await runReproduction(request, () => localRunner(pretend))).computed).toBe(0);
  });

  test("serves the full table too", async () => {
    const request = options();
    await runReproduction(request, () => localRunner(pretend));
    const full = localRunner(pretend);
    const { results } = await runReproduction({ ...request, quick: false }, () => full);
    const cells = PUBLISHED_FEATURES.length * REPRODUCED + 3;
    // All that the quick set fitted is part of the full one.
    expect(full.asked).toHaveLength(cells + 1 + 10 - QUICK_FITS);
    expect(results.cells).toHaveLength(cells);
    expect(results.learningCurves[0]!.points).toHaveLength(10);
  });
});

test("a fit that fails is listed, the rest goes on, and the next call tries it again", async () => {
  const request = options();
  const failing = (job: Job) => {
    if (job.fit.predictor === "dnn" && job.fit.features === "hyper")
      return Promise.reject(new Error("no luck"));
    return pretend(job);
  };
  const { results } = await runReproduction(request, () => localRunner(failing));
  expect(results.failures).toEqual([{ zoo: "zoo", what: "dnn on hyper", problem: "no luck" }]);
  expect(results.cells).toHaveLength(QUICK_CELLS - 1);
  expect(await resultsIn(request.folder)).toEqual(results);
  const again = await runReproduction(request, () => localRunner(pretend));
  expect(again.computed).toBe(1);
  expect(again.results.failures).toBeUndefined();
  expect(again.results.predictions).toMatchObject([{ predictor: "dnn", features: "hyper" }]);
});

test("the paper's protocol has no validation part and chooses by the test part; the honest one then chooses none", async () => {
  const without = async (job: Job) => ({
    ...(await pretend(job)),
    ...(job.kind === "cell" ? { validation: null } : {}),
  });
  const run = (changes: Partial<ReproduceOptions>) =>
    runReproduction(options(changes), () => localRunner(without as typeof pretend));
  const paper = await run({ protocol: "paper", split: parseSplitSpec("paper") });
  expect(paper.results.predictions).toHaveLength(1);
  expect(paper.results.protocol).toBe("paper");
  const honest = await run({ split: parseSplitSpec("random:50/0/50") });
  expect(honest.results.predictions).toEqual([]);
});

test("what is drawn is written beside the results", async () => {
  const request = options({
    render: ({ zoos }) =>
      new Map([
        ["index.html", zoos[0]!.name],
        ["figures/a.svg", "a"],
      ]),
  });
  await runReproduction(request, () => localRunner(pretend));
  expect(await readFile(join(request.folder, "index.html"), "utf8")).toBe("zoo");
  expect(await readFile(join(request.folder, "figures", "a.svg"), "utf8")).toBe("a");
});

describe("refuses", () => {
  test("a folder of other results, which stay as they are", async () => {
    const request = options({ quick: false });
    await runReproduction(request, () => localRunner(pretend));
    const before = await resultsIn(request.folder);
    const again = (changes: Partial<ReproduceOptions>) =>
      runReproduction({ ...request, ...changes }, () => localRunner(pretend));
    await expect(again({ seed: 1 })).rejects.toThrow("another request (seed 0, not 1)");
    await expect(again({ quick: true })).rejects.toThrow("another request (quick false, not true)");
    await expect(again({ quick: true, protocol: "paper" })).rejects.toThrow(OutputExistsError);
    const parts = new Map([["1", "test"] as const]);
    await expect(again({ split: { name: "random", kind: "assigned", parts } })).rejects.toThrow(
      /another request \(split "random", not "random [0-9a-f]{12}"\)/,
    );
    await expect(again({ zoos: [other] })).rejects.toThrow(/another request \(zoos \["zoo /);
    expect(await resultsIn(request.folder)).toEqual(before);
  });

  test("a folder whose request is damaged", async () => {
    const request = options();
    await runReproduction(request, () => localRunner(pretend));
    await writeFile(join(request.folder, "request.json"), "{");
    await expect(runReproduction(request, () => localRunner(pretend))).rejects.toThrow(InputError);
    const forced = await runReproduction({ ...request, force: true }, () => localRunner(pretend));
    expect(forced.computed).toBe(QUICK_FITS);
  });

  const refused = (changes: Partial<ReproduceOptions>) =>
    runReproduction(options(changes), () => localRunner(pretend));

  test("a folder of something else", async () => {
    const output = join(folder, "something-else");
    await mkdir(output);
    await writeFile(join(output, "thesis.txt"), "");
    await expect(refused({ folder: output })).rejects.toThrow(OutputExistsError);
    expect(await readdir(output)).toEqual(["thesis.txt"]);
  });

  test("a zoo that is not there, and makes no folder", async () => {
    const output = join(folder, "never");
    await expect(refused({ folder: output, zoos: [join(folder, "nowhere")] })).rejects.toThrow(InputError);
    expect(existsSync(output)).toBe(false);
  });

  test("the same zoo twice", async () => {
    await expect(refused({ zoos: [zoo, zoo] })).rejects.toThrow("are the same zoo; give it once");
  });

  test("the paper's split without its protocol", async () => {
    await expect(refused({ split: parseSplitSpec("paper") })).rejects.toThrow(UsageError);
  });
});

describe("parts of a reproduction in one folder", () => {
  test("do every fit once, at the same time, and the reproduction finds them", async () => {
    const shared = options();
    const runner = localRunner(pretend);
    const summaries = await Promise.all(
      [1, 2, 3].map((part) =>
        runReproductionShard({ ...shared, shard: { part, parts: 3 } }, () => localRunner(pretend)),
      ),
    );
    expect(summaries.reduce((sum, { computed }) => sum + computed, 0)).toBe(QUICK_FITS);
    expect(existsSync(join(shared.folder, "results.json"))).toBe(false);
    const { results, computed } = await runReproduction(shared, () => runner);
    expect([computed, runner.asked.length, results.cells.length]).toEqual([0, 0, QUICK_CELLS]);
  });

  test("of the same number are refused while one works", async () => {
    const shared = options();
    let refused: Promise<unknown> | undefined;
    const runner = localRunner(async (job) => {
      refused ??= runReproductionShard({ ...shared, shard: { part: 1, parts: 2 } }, () =>
        localRunner(pretend),
      ).catch((error: unknown) => error);
      await refused;
      return pretend(job);
    });
    await runReproductionShard({ ...shared, shard: { part: 1, parts: 2 } }, () => runner);
    expect(await refused).toBeInstanceOf(TemporaryError);
  });
});
