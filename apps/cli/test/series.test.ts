import { mkdir, mkdtemp, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { encodeNpy } from "@weightcast/npy";
import { afterAll, beforeAll, expect, test } from "vitest";
import { runCli, startCli } from "./run-cli.js";
import { SMALL_LAYOUT, writeSmallZoo } from "./small-zoo.js";

let folder: string;
let model: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "weightcast-"));
  const [zoo, parameters] = [join(folder, "zoo"), join(folder, "params.json")];
  model = join(folder, "model");
  await writeSmallZoo(zoo);
  await writeFile(parameters, '{ "min_data_in_leaf": 3, "n_estimators": 20 }');
  const options = [
    "--predictor",
    "gbm",
    "--features",
    "layer-statistics",
    "--params",
    parameters,
    "-o",
    model,
  ];
  expect((await runCli("fit", zoo, ...options)).code).toBe(0);
});
afterAll(() => rm(folder, { recursive: true }));

/** A checkpoint of constant weights. */
async function writeCheckpoint(run: string, step: number, value: number): Promise<void> {
  const path = join(folder, run, `epoch-${step}.npy`);
  await writeFile(
    `${path}.part`,
    encodeNpy(new Float32Array(SMALL_LAYOUT.parameters).fill(value), [SMALL_LAYOUT.parameters]),
  );
  await rename(`${path}.part`, path);
}

test("a run whose predictions stay the same should stop, which the exit code says", async () => {
  await mkdir(join(folder, "still"));
  for (const step of [10, 2, 1, 0]) await writeCheckpoint("still", step, 0.1);
  const { code, stdout } = await runCli(
    "series",
    model,
    join(folder, "still"),
    "--pattern",
    "epoch-{step}",
    "--json",
  );
  expect(code).toBe(3);
  const judged = JSON.parse(stdout);
  expect(judged.checkpoints.map(({ step }: { step: number }) => step)).toEqual([0, 1, 2, 10]);
  expect(judged).toMatchObject({ advice: "stop", gain: 0 });
  const patient = await runCli("series", model, join(folder, "still"), "--patience", "9");
  expect(patient.code).toBe(0);
  expect(patient.stdout).toContain("go on: there are only 4 checkpoints");
});

test("weights that are not finite are told apart", async () => {
  await mkdir(join(folder, "broken"));
  await writeCheckpoint("broken", 0, 0.1);
  await writeCheckpoint("broken", 1, Number.NaN);
  const { code, stdout } = await runCli("series", model, join(folder, "broken"));
  expect(code).toBe(4);
  expect(stdout).toMatch(/broken: the weights of .*epoch-1\.npy are not finite/);
});

test("a folder is watched until training should stop; damaged files are left out", async () => {
  await mkdir(join(folder, "watched"));
  await writeFile(join(folder, "watched", "cut.npy"), "no array");
  const { ended } = startCli(
    "series",
    model,
    "--watch",
    join(folder, "watched"),
    "--interval",
    "0.05",
    "--patience",
    "1",
    "--json",
  );
  for (let step = 0; step < 3; step++) await writeCheckpoint("watched", step, 0.1);
  const { code, stdout, stderr } = await ended;
  expect(stderr).toMatch(/left out: .*cut\.npy/);
  const lines = stdout
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
  expect(lines.map(({ advice }) => advice)).toEqual(["go on", "stop"]);
  expect(code).toBe(3);
});

test("a model whose features compare with the first checkpoint gets that of the run, and refuses a file alone", async () => {
  const [zoo, moving] = [join(folder, "zoo"), join(folder, "moving-model")];
  const parameters = join(folder, "params.json");
  const options = ["--predictor", "gbm", "--params", parameters, "--checkpoint", "all", "-o", moving];
  expect(await runCli("fit", zoo, "--features", "distance-from-first", ...options)).toMatchObject({
    code: 0,
  });
  await mkdir(join(folder, "moving"));
  for (const step of [0, 1]) await writeCheckpoint("moving", step, 5 + step / 2);
  const { stdout } = await runCli("series", moving, join(folder, "moving"), "--json");
  const [first, second] = JSON.parse(stdout).checkpoints;
  expect(second.predicted).toBeGreaterThan(first.predicted + 0.1);
  const alone = await runCli("score", moving, join(folder, "moving", "epoch-1.npy"));
  expect(alone.code).toBe(2);
  expect(alone.stderr).toContain("needs the first checkpoint of each network's run");
});

test("either files or a folder to watch", async () => {
  const { code, stderr } = await runCli("series", model);
  expect(code).toBe(2);
  expect(stderr).toContain("give either checkpoints or a folder to watch (--watch)");
});
