import type { ChildProcess } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { CellRecord, ExperimentResults } from "@weightcast/evaluation";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { runCli, startCli } from "./run-cli.js";
import { writeSmallZoo } from "./small-zoo.js";

const SAMPLE = fileURLToPath(new URL("../../../fixtures/fashion_mnist_sample", import.meta.url));
const CELLS = 4 * 3 - 1 + 2;
const FITS = CELLS + 1 + 5;
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "weightcast-reproduce-"));
});
afterAll(() => rm(folder, { recursive: true }));

const resultsIn = async (output: string): Promise<ExperimentResults> =>
  JSON.parse(await readFile(join(output, "results.json"), "utf8"));
const finished = async (output: string) =>
  (await readdir(join(output, "cells")).catch(() => [])).filter((name) => !name.includes(".partial-"));

/** Waits until `count` fits are finished. */
async function untilFinished(output: string, count: number, child: ChildProcess): Promise<void> {
  while ((await finished(output)).length < count) {
    if (child.exitCode !== null) throw new Error(`the run ended before ${count} fits were finished`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

describe("the quick experiments on the sample, stopped and begun again", () => {
  let output: string;
  let kept: number;
  let summary: Record<string, unknown>;

  beforeAll(async () => {
    output = join(folder, "report");
    const command = ["reproduce", SAMPLE, "--quick", "-o", output, "--workers", "2"];
    const { child, ended } = startCli(...command);
    await untilFinished(output, 3, child);
    child.kill("SIGINT");
    const stopped = await ended;
    expect(stopped).toMatchObject({ code: 130, stdout: "" });
    expect(stopped.stderr).toContain(
      "weightcast: the experiments were cancelled; finished fits are kept, and the same request continues them\n",
    );
    kept = (await finished(output)).length;
    const rest = await runCli(...command, "--json");
    expect(rest.code, rest.stderr).toBe(0);
    summary = JSON.parse(rest.stdout);
  }, 300_000);

  test("did the rest only", () => {
    expect(kept).toBeGreaterThanOrEqual(3);
    expect(summary).toMatchObject({ output, computed: FITS - kept, cells: CELLS, failures: [] });
  });

  test("left a report, its figures and nothing else", async () => {
    expect((await readdir(output)).sort()).toEqual([
      "cells",
      "citation.bib",
      "environment.json",
      "figures",
      "index.html",
      "request.json",
      "results.json",
      "tables",
    ]);
    const page = await readFile(join(output, "index.html"), "utf8");
    expect(page).toMatch(/^<!doctype html>/i);
    expect(await readdir(join(output, "figures"))).toContain("predictions.svg");
  });

  test("has the scores that `fit` has with the same hyperparameters", async () => {
    const cell = (await resultsIn(output)).cells.find(
      ({ predictor, features }) => predictor === "gbm" && features === "wstats-glob",
    ) as CellRecord;
    const params = join(folder, "params.json");
    await writeFile(params, JSON.stringify(cell.hyperparameters));
    const { stdout } = await runCli(
      ...["fit", SAMPLE, "--predictor", "gbm", "--features", "wstats-glob", "--params", params],
      ...["-o", join(folder, "model"), "--json"],
    );
    const { r2, mse, mad, tau, rows } = cell.scores && { ...cell.scores, rows: cell.rows };
    expect(JSON.parse(stdout)).toMatchObject({
      r2: r2.value,
      mse: mse.value,
      mad: mad.value,
      tau: tau.value,
      rows,
    });
  });

  test("the same command has nothing left to do", async () => {
    const before = await resultsIn(output);
    const { code, stdout } = await runCli("reproduce", SAMPLE, "--quick", "-o", output);
    expect(code).toBe(0);
    expect(stdout).toMatch(/fashion_mnist_sample: gbm on wstats-glob +200 +0\.\d{4}/);
    expect(stdout).toContain(`wrote ${output} (0 fits now`);
    expect(await resultsIn(output)).toEqual(before);
  });
});

test("fits that fail end the command with 1, and the results name them", async () => {
  // Its networks have two layers, and its metrics lack most hyperparameters.
  const zoo = join(folder, "two-layers");
  await writeSmallZoo(zoo);
  const output = join(folder, "failures");
  const { code, stderr } = await runCli("reproduce", zoo, "--quick", "-o", output, "--workers", "2");
  expect(code).toBe(1);
  expect(stderr).toMatch(
    /weightcast: \d+ fits failed; .*failures has the results of the others, and the reasons: two-layers: .*; \d+ more\n/,
  );
  const { failures, cells } = await resultsIn(output);
  expect(failures!.map(({ what }) => what)).toContain("dnn on hyper");
  expect(failures!.find(({ what }) => what === "gbm on hyper")!.problem).toContain("config.w_init");
  expect(cells.map(({ features }) => features)).toContain("wstats-glob");
  expect(existsSync(join(output, "index.html"))).toBe(true);
});

describe("a search", () => {
  const search = (output: string, ...more: readonly string[]) =>
    runCli(
      ...["search", SAMPLE, "--predictor", "logit-linear", "--features", "wstats-glob", "--trials", "3"],
      ...["-o", output, ...more],
    );

  test("comes out the same on one worker and on two, as a file that `fit` takes", async () => {
    const outputs = [join(folder, "search-1"), join(folder, "search-2")] as const;
    const one = await search(outputs[0], "--workers", "1", "--json");
    expect(one.code, one.stderr).toBe(0);
    const two = await search(outputs[1], "--workers", "2");
    expect(two.code, two.stderr).toBe(0);
    const results = async (output: string) => {
      const { seconds: _, ...rest } = JSON.parse(await readFile(join(output, "trials.json"), "utf8"));
      return rest;
    };
    expect(await results(outputs[1])).toEqual(await results(outputs[0]));

    const { best } = JSON.parse(one.stdout);
    expect(two.stdout).toContain(
      best.trial === 0 ? "is better than its defaults\n" : `is number ${best.trial}\n`,
    );
    expect(two.stdout).toMatch(/validation R2: 0\.\d{4}; with the defaults: 0\.\d{4}\n/);
    const fitted = await runCli(
      ...["fit", SAMPLE, "--predictor", "logit-linear", "--features", "wstats-glob"],
      ...["--params", join(outputs[0], "best.json"), "-o", join(folder, "best-model"), "--json"],
    );
    expect(JSON.parse(fitted.stdout).r2).toBeCloseTo(best.test.r2.value, 5);
  });

  test("does not replace another search", async () => {
    const output = join(folder, "search-1");
    const { code, stderr } = await search(output, "--seed", "4");
    expect(code).toBe(2);
    expect(stderr).toContain("search-1 already exists; it holds results of another request (seed 0, not 4)");
  });

  test("tells in its help what is drawn from", async () => {
    const { stdout } = await runCli("search", "--help");
    expect(stdout).toContain("num_leaves: 16 to 10000, whole numbers, log-uniform");
    expect(stdout).toContain("epochs: up to 300, by successive halving");
  });
});

test.each([
  [["reproduce", SAMPLE], "required option '-o, --output <folder>' not specified"],
  [["reproduce", SAMPLE, "-o", "x", "--split", "paper"], "the split 'paper' stops early on the test part"],
  [["reproduce", SAMPLE, "-o", "x", "--workers", "0"], "--workers takes a whole number from 1 on, not '0'"],
  [["reproduce", "nowhere", "-o", "x"], "nowhere: does not exist"],
  [["search", SAMPLE, "--predictor", "gbn", "--trials", "2", "-o", "x"], "did you mean 'gbm'?"],
  [["search", SAMPLE, "--predictor", "gbm", "-o", "x"], "required option '--trials <count>' not specified"],
])("%j is refused in one line", async (args, message) => {
  const { code, stderr } = await runCli(...args);
  expect(code).toBe(2);
  expect(stderr).toContain(message);
  expect(stderr.trimEnd().split("\n")).toHaveLength(1);
  expect(existsSync("x")).toBe(false);
});
