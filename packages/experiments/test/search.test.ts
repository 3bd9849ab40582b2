import { existsSync } from "node:fs";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CancelledError, TemporaryError, UsageError } from "@weightcast/core";
import { parseSplitSpec } from "@weightcast/evaluation";
import { fitModel, predictorNamed } from "@weightcast/predictors";
import { openZoo } from "@weightcast/zoo-io/node";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Job } from "../src/jobs/job.js";
import { runJob } from "../src/jobs/run-job.js";
import { runSearch, runSearchShard, type SearchOptions, type SearchResults } from "../src/search/search.js";
import { localRunner } from "./local-runner.js";
import { writeSmallZoo } from "./small-zoo.js";

let folder: string;
let zoo: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "weightcast-search-"));
  zoo = join(folder, "zoo");
  await writeSmallZoo(zoo, { runs: 120 });
});
afterAll(() => rm(folder, { recursive: true }));

let outputs = 0;
function options(changes: Partial<SearchOptions> = {}): SearchOptions {
  return {
    zoo,
    folder: join(folder, `output-${outputs++}`),
    predictor: "gbm",
    trials: 9,
    split: parseSplitSpec("random"),
    checkpoint: "final",
    seed: 1,
    workers: 1,
    ...changes,
  };
}

/** Nine, three, the best of them beside the defaults, and the winner once more. */
const FITS = 9 + 3 + 2 + 1;
const withoutSeconds = ({ seconds: _, ...rest }: SearchResults) => rest;

describe("a search of 9 configurations", () => {
  let request: SearchOptions;
  let results: SearchResults;

  beforeAll(async () => {
    request = options();
    results = await runSearch(request, () => localRunner());
  }, 120_000);

  test("trains all a short time, the best third three times as long, and the best in full", () => {
    expect(results.budget).toBe("num_iterations");
    expect(results.rungs).toEqual([
      { trials: 9, budget: 223 },
      { trials: 3, budget: 667 },
      { trials: 1, budget: 2000 },
    ]);
    const drawn = results.trials.slice(1);
    expect(drawn.map(({ rungs }) => rungs.length).sort()).toEqual([1, 1, 1, 1, 1, 1, 2, 2, 3]);
    const lastOf = (rung: number) =>
      drawn.filter(({ rungs }) => rungs.length === rung).map(({ rungs }) => rungs[rung - 1]!.r2!);
    const firsts = (least: number) =>
      drawn.filter(({ rungs }) => rungs.length > least).map(({ rungs }) => rungs[0]!.r2!);
    expect(Math.min(...firsts(1))).toBeGreaterThanOrEqual(Math.max(...lastOf(1)));
  });

  test("lets the defaults compete with the best in full, and takes the better", () => {
    const [defaults, ...drawn] = results.trials;
    expect(defaults).toMatchObject({
      trial: 0,
      parameters: predictorNamed("gbm").defaultParameters,
      rungs: [{ budget: 2000 }],
    });
    const finalists = [defaults!, drawn.find(({ rungs }) => rungs.length === 3)!];
    const best = finalists.reduce((a, b) => (b.rungs.at(-1)!.r2! > a.rungs.at(-1)!.r2! ? b : a));
    expect(results.best).toMatchObject({
      trial: best.trial,
      parameters: best.parameters,
      validation: best.rungs.at(-1)!.r2,
    });
  });

  test("writes the best as parameters that a fit takes, with the same scores", async () => {
    expect(JSON.parse(await readFile(join(request.folder, "trials.json"), "utf8"))).toEqual(results);
    const parameters = JSON.parse(await readFile(join(request.folder, "best.json"), "utf8"));
    expect(parameters).toEqual(results.trials[results.best.trial]!.parameters);
    const opened = await openZoo(zoo);
    const model = await fitModel(opened, {
      features: results.features,
      parameters,
      split: request.split,
      seed: 1,
    });
    expect(model.manifest.scores!.r2).toBe(results.best.test.r2.value);
  });

  test("comes out the same for any number of workers, and another for another seed", async () => {
    const three = await runSearch(options(), () => localRunner(runJob, 3));
    expect(withoutSeconds(three)).toEqual(withoutSeconds(results));
    const seeded = await runSearch(options({ seed: 2, trials: 3 }), () => localRunner());
    expect(seeded.trials[1]!.parameters).not.toEqual(results.trials[1]!.parameters);
  });

  test("goes on after an interruption, to the same outcome", async () => {
    const again = options();
    const stop = new AbortController();
    let done = 0;
    const interrupted = localRunner(async (job) => {
      if (++done > 10) {
        stop.abort();
        await new Promise(() => {});
      }
      return runJob(job);
    }, 1);
    await expect(runSearch({ ...again, signal: stop.signal }, () => interrupted)).rejects.toThrow(
      CancelledError,
    );
    expect(existsSync(join(again.folder, "best.json"))).toBe(false);
    const rest = localRunner();
    expect(withoutSeconds(await runSearch(again, () => rest))).toEqual(withoutSeconds(results));
    expect(rest.asked).toHaveLength(FITS - 10);
  });
});

test("three parts do each round together, and the search finds all of their fits", async () => {
  const whole = options();
  const expected = withoutSeconds(await runSearch(whole, () => localRunner()));
  const shared = options();
  const part = (number: number) =>
    runSearchShard({ ...shared, shard: { part: number, parts: 3 } }, () => localRunner());
  // Part 3 is alone: it cannot know who enters the second round.
  expect(await part(3)).toEqual({ computed: 3, missing: 6, failures: [] });
  expect(await part(3)).toEqual({ computed: 0, missing: 6, failures: [] });
  const first = await Promise.all([part(1), part(2)]);
  expect(first.map(({ computed }) => computed)).toEqual([3, 3]);
  const second = await Promise.all([part(1), part(2), part(3)]);
  expect(second.map(({ computed }) => computed)).toEqual([1, 1, 1]);
  const third = await Promise.all([part(1), part(2), part(3)]);
  expect(third.map(({ computed }) => computed)).toEqual([1, 1, 0]);
  expect(await readdir(shared.folder)).toEqual(["request.json", "trials"]);
  const rest = localRunner();
  expect(withoutSeconds(await runSearch(shared, () => rest))).toEqual(expected);
  expect(rest.asked).toHaveLength(1);
});

test("a fit that fails in one part does not hold up the others", async () => {
  const shared = options({ trials: 3 });
  const broken = () =>
    localRunner(async () => {
      throw new Error("no room");
    });
  const part = (number: number) => runSearchShard({ ...shared, shard: { part: number, parts: 2 } }, broken);
  expect(await part(1)).toMatchObject({ computed: 0, missing: 1, failures: { length: 2 } });
  expect((await part(2)).failures[0]!.problem).toBe("no room");
  const whole = localRunner();
  const results = await runSearch(shared, () => whole);
  expect(results.trials.some(({ problem }) => problem !== undefined)).toBe(false);
});

test("a fit that lacks memory ends the search for now, and is tried again", async () => {
  const request = options({ trials: 3 });
  const short = (job: Job) =>
    job.fit.parameters?.num_iterations === 667 ? Promise.reject(new TemporaryError("no room")) : runJob(job);
  const search = runSearch(request, () => localRunner(short));
  await expect(search).rejects.toThrow(TemporaryError);
  await expect(search).rejects.toThrow(
    /fits? could not be computed for now \(gbm on .*: no room\); finished fits are kept, and the same request/,
  );
  const shard = { ...request, shard: { part: 1, parts: 1 } };
  await expect(runSearchShard(shard, () => localRunner(short))).rejects.toThrow(TemporaryError);
  const { trials } = await runSearch(request, () => localRunner());
  expect(trials.some(({ problem }) => problem !== undefined)).toBe(false);
});

test("the first trials of a longer search are those of a shorter one", async () => {
  const pretend = async (job: Job) =>
    job.kind === "trial"
      ? { validation: { count: 1, r2: 0, mse: 0, mad: 0, tau: 0 }, backend: "", seconds: 0 }
      : runJob(job);
  const run = (trials: number) =>
    runSearch(options({ trials, predictor: "logit-linear" }), () => localRunner(pretend));
  const [short, long] = [await run(2), await run(6)];
  expect(long.trials.slice(0, 3).map(({ parameters }) => parameters)).toEqual(
    short.trials.map(({ parameters }) => parameters),
  );
});

test("a configuration that cannot be fitted is the worst, and says why", async () => {
  const failing = (job: Job) =>
    job.kind === "trial" && job.fit.parameters?.num_iterations === 223 && job.fit.parameters.max_bin !== 63
      ? Promise.reject(new Error("it diverged"))
      : runJob(job);
  const { trials } = await runSearch(options(), () => localRunner(failing));
  for (const { parameters, rungs, problem } of trials.slice(1)) {
    if (parameters.max_bin === 63) expect(problem).toBeUndefined();
    else expect([rungs[0]!.r2, problem]).toEqual([null, "it diverged"]);
  }
});

test("defaults that nothing drawn beats are the best", async () => {
  const worse = async (job: Job) =>
    job.kind === "trial"
      ? {
          validation: {
            r2: job.fit.parameters?.subsample === undefined ? 0.5 : 0.4,
            mse: 0,
            mad: 0,
            tau: 0,
            count: 1,
          },
          backend: "",
          seconds: 0,
        }
      : runJob(job);
  const request = options({ trials: 3 });
  const { best } = await runSearch(request, () => localRunner(worse));
  expect(best).toMatchObject({ trial: 0, parameters: predictorNamed("gbm").defaultParameters });
  expect(JSON.parse(await readFile(join(request.folder, "best.json"), "utf8"))).toEqual(best.parameters);
});

describe("refuses", () => {
  test("a folder of another search, which force replaces", async () => {
    const request = options({ trials: 1, predictor: "logit-linear" });
    await runSearch(request, () => localRunner());
    const before = await readFile(join(request.folder, "trials.json"), "utf8");
    const other = { ...request, seed: 5, trials: 2 };
    await expect(runSearch(other, () => localRunner())).rejects.toThrow(
      "it holds results of another request (trials 1, not 2; seed 1, not 5); choose another folder, or allow replacing them",
    );
    expect(await readFile(join(request.folder, "trials.json"), "utf8")).toBe(before);
    const replaced = await runSearch({ ...other, force: true }, () => localRunner());
    expect(JSON.parse(await readFile(join(request.folder, "trials.json"), "utf8"))).toEqual(replaced);
  });

  const refused = (changes: Partial<SearchOptions>) => {
    const request = options(changes);
    return { request, ended: runSearch(request, () => localRunner()) };
  };

  test.each<[Partial<SearchOptions>, string]>([
    [{ predictor: "gmb" }, "did you mean 'gbm'?"],
    [{ features: "wstats-globe" }, "wstats-glob"],
    [{ trials: 0 }, "the number of trials must be a whole number above 0, not 0"],
    [{ split: parseSplitSpec("random:50/0/50") }, "has no validation part"],
    [{ split: parseSplitSpec("paper") }, "has no validation part"],
  ])("%j", async (changes, message) => {
    const { request, ended } = refused(changes);
    await expect(ended).rejects.toThrow(UsageError);
    await expect(ended).rejects.toThrow(message);
    expect(existsSync(request.folder)).toBe(false);
  });
});
