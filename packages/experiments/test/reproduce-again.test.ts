import { existsSync } from "node:fs";
import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { CancelledError, TemporaryError } from "@weightcast/core";
import { PREDICTORS } from "@weightcast/predictors";
import { describe, expect, test } from "vitest";
import { PUBLISHED_FEATURES } from "../src/index.js";
import type { Job } from "../src/jobs/job.js";
import { formatStoredJob, parseStoredJob } from "../src/jobs/stored-job.js";
import { type ReproduceOptions, runReproduction, runReproductionShard } from "../src/reproduce/reproduce.js";
import { localRunner } from "./local-runner.js";
import { pretend, QUICK_CELLS, QUICK_FITS, resultsIn, useReproductions } from "./reproductions.js";

/** The predictors that take part in reproductions. */
const REPRODUCED = Array.from(PREDICTORS.values()).filter(({ reproduction }) => reproduction).length;

const given = useReproductions();

describe("what is finished", () => {
  test("outlasts an interruption: the next call does the rest only, and the time of both counts", async () => {
    const request = given.options();
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
    const request = given.options();
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
    const stored = parseStoredJob(await readFile(join(cells, name!), "utf8"))!;
    await writeFile(join(cells, name!), formatStoredJob({ ...stored, outcome: { scores: [] } }));
    expect(await count()).toBe(1);
    expect(await count({ force: true })).toBe(QUICK_FITS);
    expect(await count({ force: true, seed: 1 })).toBe(QUICK_FITS);
    expect(await resultsIn(request.folder)).toMatchObject({ seed: 1 });
  });

  test("is done again by other code, which is told once", async () => {
    const request = given.options();
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
    const request = given.options();
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
    const request = given.options();
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
  const request = given.options();
  const failing = (job: Job) => {
    if (job.fit.predictor === "dnn" && job.fit.features === "hyper")
      return Promise.reject(new Error("no luck"));
    return pretend(job);
  };
  const { results, mayPass } = await runReproduction(request, () => localRunner(failing));
  expect(results.failures).toEqual([{ zoo: "zoo", what: "dnn on hyper", problem: "no luck" }]);
  expect(mayPass).toBe(false);
  expect(results.cells).toHaveLength(QUICK_CELLS - 1);
  expect(await resultsIn(request.folder)).toEqual(results);
  const again = await runReproduction(request, () => localRunner(pretend));
  expect(again.computed).toBe(1);
  expect(again.results.failures).toBeUndefined();
  expect(again.results.predictions).toMatchObject([{ predictor: "dnn", features: "hyper" }]);
});

test("a fit that lacks memory is listed as any other, and told apart", async () => {
  const request = given.options();
  const short = (job: Job) =>
    job.fit.features === "hyper" ? Promise.reject(new TemporaryError("no room")) : pretend(job);
  const { results, mayPass } = await runReproduction(request, () => localRunner(short));
  expect(results.failures!.length).toBeGreaterThan(0);
  expect(mayPass).toBe(true);
  const part = () =>
    runReproductionShard({ ...request, shard: { part: 1, parts: 1 } }, () => localRunner(short));
  await expect(part()).rejects.toThrow(TemporaryError);
  const again = await runReproduction(request, () => localRunner(pretend));
  expect([again.results.failures, again.mayPass]).toEqual([undefined, false]);
});

describe("parts of a reproduction in one folder", () => {
  test("do every fit once, at the same time, and the reproduction finds them", async () => {
    const shared = given.options();
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
    const shared = given.options();
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
