import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { type ExperimentResults, parseSplitSpec } from "@weightcast/evaluation";
import { beforeAll, describe, expect, test } from "vitest";
import { publishedResult } from "../src/index.js";
import type { Job } from "../src/jobs/job.js";
import { type ReproduceOptions, runReproduction } from "../src/reproduce/reproduce.js";
import { localRunner } from "./local-runner.js";
import { pretend, QUICK_CELLS, QUICK_FITS, resultsIn, useReproductions } from "./reproductions.js";

const given = useReproductions();

describe("quick experiments on two zoos", () => {
  let results: ExperimentResults;

  beforeAll(async () => {
    const request = given.options({ zoos: [given.zoo, given.other] });
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
      expect(points.at(-1)).toEqual({
        networks: cell.rows.train,
        tau: cell.scores.tau,
        tauCeiling: cell.tauCeiling,
        r2: cell.scores.r2,
      });
    }
    expect(results.learningCurves).toHaveLength(2);
  });

  test("tell how calibrated the best predictions and their intervals are", () => {
    for (const { zoo: name, calibration } of results.predictions) {
      const { bins, coverage } = calibration!;
      const test = results.cells.find((cell) => cell.zoo === name)!.rows.test;
      expect(bins.reduce((sum, { rows }) => sum + rows, 0)).toBe(test);
      expect(bins.map(({ predicted }) => predicted)).toEqual(
        bins.map(({ predicted }) => predicted).toSorted((a, b) => a - b),
      );
      expect(coverage.map(({ level }) => level)).toEqual([0.5, 0.6, 0.7, 0.8, 0.9, 0.95]);
      // Few validation runs leave an interval of 95 % with the whole range.
      expect(coverage.at(-1)!.coverage).toBeGreaterThanOrEqual(coverage[0]!.coverage);
    }
  });

  test("tell how much each layer moves the predictions of gbm", () => {
    expect(results.importances!.map(({ zoo, predictor }) => [zoo, predictor])).toEqual([
      ["zoo", "gbm"],
      ["other", "gbm"],
    ]);
    for (const { layers, networks } of results.importances!) {
      expect(networks).toBeGreaterThan(20);
      expect(layers.map(({ layer }) => layer)).toEqual(["conv2d", "conv2d_1", "conv2d_2", "dense"]);
    }
  });

  test("test differences between predictors: the best of each, and on the same features", () => {
    const ofZoo = results.differences!.filter(({ zoo }) => zoo === "zoo");
    const best = ofZoo.filter(({ compared }) => compared === "best");
    // Three predictors and the baseline in pairs.
    expect(best).toHaveLength(6);
    // Three predictors on three feature sets, two on the raw weights.
    expect(ofZoo).toHaveLength(6 + 3 * 3 + 1);
    const cellOf = ({ predictor, features }: { predictor: string; features: string }) =>
      [...results.cells, ...results.baselines].find(
        (cell) => cell.zoo === "zoo" && cell.predictor === predictor && cell.features === features,
      )!;
    for (const { first, second, r2, tau } of ofZoo) {
      const expected = cellOf(first).scores.r2.value! - cellOf(second).scores.r2.value!;
      expect(r2.value).toBeCloseTo(expected, 12);
      expect(r2.adjusted!).toBeGreaterThanOrEqual(r2.p!);
      if (tau.value !== null) expect(tau.low!).toBeLessThanOrEqual(tau.value);
    }
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

test("the paper's protocol has no validation part and chooses by the test part; the honest one then chooses none", async () => {
  const without = async (job: Job) => ({
    ...(await pretend(job)),
    ...(job.kind === "cell" ? { validation: null } : {}),
  });
  const run = (changes: Partial<ReproduceOptions>) =>
    runReproduction(given.options(changes), () => localRunner(without as typeof pretend));
  const paper = await run({ protocol: "paper", split: parseSplitSpec("paper") });
  expect(paper.results.predictions).toHaveLength(1);
  expect(paper.results.protocol).toBe("paper");
  const honest = await run({ split: parseSplitSpec("random:50/0/50") });
  expect(honest.results.predictions).toEqual([]);
});

test("further seeds repeat the table, go on with what one seed has computed, and give means and spreads", async () => {
  const request = given.options();
  const one = await runReproduction(request, () => localRunner(pretend));
  expect(one.results.cells.every(({ repeats }) => repeats === undefined)).toBe(true);
  const runner = localRunner(pretend);
  const { results, computed } = await runReproduction({ ...request, seeds: 3 }, () => runner);
  expect(computed).toBe(2 * (QUICK_CELLS + 1));
  expect(new Set(runner.asked.map(({ kind, fit }) => `${kind} ${fit.seed}`))).toEqual(
    new Set(["repeat 1", "repeat 2"]),
  );
  for (const { repeats } of [...results.cells, ...results.baselines]) {
    expect(repeats).toEqual({
      seeds: [0, 1, 2],
      scores: {
        r2: { mean: expect.closeTo(0.8 / 3, 12), deviation: expect.closeTo(0.2081665999, 9), count: 3 },
        mse: { mean: 0, deviation: 0, count: 3 },
        mad: { mean: 0, deviation: 0, count: 3 },
        tau: { mean: 0, deviation: null, count: 1 },
      },
    });
  }
  await expect(runReproduction({ ...request, seeds: 2 }, () => localRunner(pretend))).rejects.toThrow(
    "seeds 3, not 2",
  );
  await expect(runReproduction({ ...request, seeds: 0 }, () => localRunner(pretend))).rejects.toThrow(
    "the number of seeds must be a whole number from 1 on, not 0",
  );
});

test("a further seed that fails is listed and left out of the spread", async () => {
  const failing = (job: Job) =>
    job.kind === "repeat" && job.fit.seed === 1 && job.fit.features === "hyper"
      ? Promise.reject(new Error("no luck"))
      : pretend(job);
  const request = given.options({ seeds: 2 });
  const { results } = await runReproduction(request, () => localRunner(failing));
  expect(results.failures!.map(({ what }) => what)).toContain("gbm on hyper, seed 1");
  const cell = results.cells.find(({ predictor, features }) => predictor === "gbm" && features === "hyper")!;
  expect(cell.repeats).toMatchObject({ seeds: [0], scores: { r2: { count: 1, deviation: null } } });
});

test("when and where the fits were computed stands beside the results, which are the same without it", async () => {
  const request = given.options();
  const before = Date.now();
  const first = await runReproduction(request, () => localRunner(pretend));
  const environment = JSON.parse(await readFile(join(request.folder, "environment.json"), "utf8"));
  expect(environment).toEqual(first.environment);
  expect(Date.parse(environment.first)).toBeGreaterThanOrEqual(before);
  expect(Date.parse(environment.last)).toBeLessThanOrEqual(Date.now());
  expect(environment.machines).toEqual([
    {
      system: `${process.platform} ${process.arch}`,
      processor: expect.any(String),
      cores: expect.any(Number),
      memory: expect.any(Number),
      node: process.versions.node,
      fits: QUICK_FITS,
    },
  ]);
  const bytes = await readFile(join(request.folder, "results.json"), "utf8");
  expect(bytes).not.toContain(process.versions.node);
  // Another call finds the fits, and the times are those of the fits.
  const again = await runReproduction(request, () => localRunner(pretend));
  expect(again.environment).toEqual(first.environment);
  expect(await readFile(join(request.folder, "results.json"), "utf8")).toBe(bytes);
});

test("what is drawn is written beside the results", async () => {
  const request = given.options({
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
