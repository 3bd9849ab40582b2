import { access, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { decodeNpy, encodeNpy } from "@weightcast/npy";
import { parseCsv } from "@weightcast/zoo-io";
import { tableFromIPC } from "apache-arrow";
import { afterAll, beforeAll, expect, test } from "vitest";
import { runCli } from "./run-cli.js";
import { RUNS, SMALL_LAYOUT, STEPS, writeSmallZoo } from "./small-zoo.js";

let folder: string;
let zoo: string;
let model: string;
let parameters: string;
const STATISTICS = "wstats-layers:0,1-qts:0,50,100";

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "weightcast-"));
  zoo = join(folder, "zoo");
  model = join(folder, "model");
  parameters = join(folder, "params.json");
  await writeFile(parameters, '{ "min_data_in_leaf": 3, "learning_rate": 0.1, "n_estimators": 100 }');
  await writeSmallZoo(zoo);
});
afterAll(() => rm(folder, { recursive: true }));

/** The zoo is small: leaves of 3 rows. */
function fit(output: string, ...more: readonly string[]) {
  return runCli(
    "fit",
    zoo,
    "--predictor",
    "gbm",
    "--features",
    STATISTICS,
    "--params",
    parameters,
    "-o",
    output,
    ...more,
  );
}

test("zoo info says what the zoo holds", async () => {
  const { code, stdout } = await runCli("zoo", "info", zoo, "--json");
  expect(code).toBe(0);
  const info = JSON.parse(stdout);
  expect(info).toMatchObject({
    rows: RUNS * STEPS.length,
    runs: RUNS,
    parameters: SMALL_LAYOUT.parameters,
    steps: STEPS,
  });
  expect(info.tensors).toHaveLength(4);
  expect(info.tensors[1]).toEqual({ name: "net/dense/kernel:0", shape: [3, 4], start: 4, end: 16 });
  expect(info.metrics["config.activation"].counts).toEqual({ relu: RUNS, tanh: RUNS });
  expect(info.metrics.step).toMatchObject({ min: 0, max: 5, missing: 0 });
});

test("zoo verify finds nothing wrong, and says where weights are not finite", async () => {
  const diverged = join(folder, "diverged");
  await writeSmallZoo(diverged, { spoil: (weights) => weights.fill(Number.NaN, 26 * 7, 26 * 8) });
  expect(await runCli("zoo", "verify", zoo)).toMatchObject({
    code: 0,
    stdout: expect.stringContaining("nothing wrong"),
  });
  const { code, stdout } = await runCli("zoo", "verify", diverged, "--json");
  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({ nonFinite: 1, firstNonFinite: 7, findings: [] });
});

test("zoo convert: an Arrow file is a zoo, and becomes a folder with the same weights again", async () => {
  const [arrow, back, parquet] = [
    join(folder, "zoo.arrow"),
    join(folder, "back"),
    join(folder, "metrics.parquet"),
  ];
  expect(await runCli("zoo", "convert", zoo, "--to", "arrow", "-o", arrow)).toMatchObject({ code: 0 });
  const infos = await Promise.all([zoo, arrow].map((path) => runCli("zoo", "info", path, "--json")));
  expect(JSON.parse(infos[1]!.stdout)).toEqual(JSON.parse(infos[0]!.stdout));
  expect(await runCli("zoo", "convert", arrow, "--to", "npy", "-o", back)).toMatchObject({ code: 0 });
  const weights = await Promise.all([zoo, back].map((path) => readFile(join(path, "weights.npy"))));
  expect(weights[1]!.equals(weights[0]!)).toBe(true);
  const { stdout } = await runCli(
    "zoo",
    "convert",
    zoo,
    "--to",
    "parquet",
    "--checkpoint",
    "final",
    "-o",
    parquet,
  );
  expect(stdout).toBe(`wrote ${RUNS} rows to ${parquet}\n`);
  expect(await runCli("zoo", "convert", zoo, "--to", "arrow", "-o", arrow)).toMatchObject({
    code: 2,
    stderr: expect.stringContaining("--force"),
  });
});

test("features are the same in every format", async () => {
  const read = async (name: string) => {
    const file = join(folder, name);
    const result = await runCli("features", zoo, "--set", STATISTICS, "-o", file, "--json");
    expect(result).toMatchObject({ code: 0 });
    return readFile(file);
  };
  const npy = decodeNpy(await read("features.npy"));
  expect(npy).toMatchObject({ shape: [RUNS * STEPS.length, 20], dtype: "f8" });
  const { header, rows } = parseCsv((await read("features.csv")).toString());
  expect(header.slice(0, 2)).toEqual(["checkpoint", "dense/bias:q0"]);
  expect(rows[3]![0]).toBe("zoo/small/00001/ckpt-5");
  expect(rows.flatMap((cells) => cells.slice(1).map(Number))).toEqual(Array.from(npy.data, Number));
  const arrow = tableFromIPC(await read("features.arrow"));
  expect(arrow.schema.names).toEqual(header);
  expect(Array.from(arrow.getChild("dense/kernel:std")!)).toEqual(
    rows.map((cells) => Number(cells[header.indexOf("dense/kernel:std")])),
  );
  expect((await read("features.parquet")).subarray(0, 4).toString()).toBe("PAR1");
});

test("fit, evaluate and score agree, and the same seed gives the same model", async () => {
  const fitted = await fit(model, "--json");
  expect(fitted).toMatchObject({ code: 0 });
  const report = JSON.parse(fitted.stdout);
  expect(report).toMatchObject({
    predictor: "gbm",
    features: STATISTICS,
    target: "test_accuracy",
    rows: { train: 24, validation: 6, test: 30, notFinite: 0 },
    backend: "WebAssembly",
  });
  expect(report.tau).toBeGreaterThan(0.5);

  await fit(join(folder, "again"));
  const [first, again] = await Promise.all(
    [model, join(folder, "again")].map((path) => readFile(join(path, "model.txt"), "utf8")),
  );
  expect(again).toBe(first);

  const evaluation = JSON.parse((await runCli("evaluate", model, zoo, "--json")).stdout);
  expect(evaluation).toMatchObject({ rows: report.rows, r2: report.r2, mse: report.mse, tau: report.tau });
  expect(evaluation.evaluated).toContain("test rows");

  const other = join(folder, "other");
  await writeSmallZoo(other, { seed: 2 });
  const transfer = JSON.parse(
    (await runCli("evaluate", model, other, "--checkpoint", "final", "--json")).stdout,
  );
  expect(transfer).toMatchObject({
    rows: { train: 0, validation: 0, test: RUNS },
    evaluated: "rows of another zoo",
    seen: { rows: 0, runs: 0 },
  });

  const copy = join(folder, "copy.arrow");
  await runCli("zoo", "convert", zoo, "--to", "arrow", "--checkpoint", "final", "-o", copy);
  const ofCopy = JSON.parse((await runCli("evaluate", model, copy, "--json")).stdout);
  expect(ofCopy).toMatchObject({
    rows: { train: 0, validation: 0, test: 30 },
    seen: { rows: 30, runs: 30 },
    tau: report.tau,
  });
  expect((await runCli("evaluate", model, copy)).stdout).toContain(
    "scored: 30 rows of another zoo, 30 rows of 30 runs left out because the model was fitted on them\n",
  );

  const scored = JSON.parse((await runCli("score", model, zoo, "--json")).stdout);
  expect(scored).toHaveLength(RUNS * STEPS.length);
  const rows = JSON.parse(await readFile(join(model, "rows.json"), "utf8"));
  const weights = decodeNpy(await readFile(join(zoo, "weights.npy")));
  const row = rows.test[0];
  const vector = (weights.data as Float32Array).slice(row * 26, (row + 1) * 26);
  await writeFile(join(folder, "vector.npy"), encodeNpy(vector, [26]));
  const alone = JSON.parse((await runCli("score", model, join(folder, "vector.npy"), "--json")).stdout);
  expect(alone).toEqual([{ ...scored[row], checkpoint: join(folder, "vector.npy"), row: 0 }]);
  const { low, high, predicted } = alone[0];
  expect(low).toBeLessThanOrEqual(predicted);
  expect(high).toBeGreaterThanOrEqual(predicted);

  await writeFile(join(folder, "huge.npy"), encodeNpy(new Float32Array(26).fill(1e20), [26]));
  const strict = await runCli("score", model, join(folder, "huge.npy"), "--strict");
  expect(strict.code).toBe(1);
  expect(strict.stdout).toContain("flagged: the root mean square of");
  expect(strict.stderr).toContain("1 of 1 networks are flagged as unlike those of training");
  const asJson = await runCli("score", model, join(folder, "huge.npy"), "--strict", "--json");
  expect(asJson.code).toBe(1);
  expect(JSON.parse(asJson.stdout)).toHaveLength(1);
  const explained = await runCli("score", model, join(folder, "vector.npy"), "--explain", "2");
  expect(explained.stdout).toContain("add to the mean prediction");
  expect(explained.stdout).toMatch(/\n {4}[+-]\d\.\d{4} {2}\S+ += \S+ \((above |below )?\S+ to \S+\)\n/);

  const bad = await runCli("score", model, zoo, "--level", "90");
  expect(bad).toMatchObject({ code: 2, stderr: expect.stringContaining("between 0 and 1") });
});

test("rows that are not finite are counted and predict null", async () => {
  const diverged = join(folder, "diverged-fit");
  await writeSmallZoo(diverged, {
    spoil: (weights) => weights.fill(Number.POSITIVE_INFINITY, 26 * 3, 26 * 3 + 1),
  });
  const output = join(folder, "diverged-model");
  const { stdout } = await runCli(
    "fit",
    diverged,
    "--predictor",
    "gbm",
    "--features",
    STATISTICS,
    "-o",
    output,
    "--json",
  );
  const { rows } = JSON.parse(stdout);
  expect(rows.notFinite).toBe(1);
  expect(rows.train + rows.validation + rows.test).toBe(RUNS - 1);
  const scored = JSON.parse((await runCli("score", output, diverged, "--json")).stdout);
  expect(scored.filter(({ predicted }: { predicted: number | null }) => predicted === null)).toEqual([
    {
      checkpoint: "zoo/small/00001/ckpt-5",
      row: 3,
      predicted: null,
      low: null,
      high: null,
      flag: "its weights are not finite",
    },
  ]);
});

test("a split file is followed, and no run is on two sides of a random split", async () => {
  const parts = Array.from(
    { length: RUNS },
    (_, run) => `${String(run).padStart(5, "0")},${["train", "validation", "test"][run % 3]}`,
  );
  const file = join(folder, "split.csv");
  await writeFile(file, `run,part\n${parts.join("\n")}\n`);
  const output = join(folder, "split-model");
  expect(await fit(output, "--split", file, "--checkpoint", "all")).toMatchObject({ code: 0 });
  const rows = JSON.parse(await readFile(join(output, "rows.json"), "utf8"));
  const runs = (part: string) => new Set(rows[part].map((row: number) => Math.floor(row / STEPS.length)));
  expect(Array.from(runs("train"))).toEqual(Array.from({ length: RUNS / 3 }, (_, i) => 3 * i));
  expect(runs("test").size).toBe(RUNS / 3);
});

test("--where keeps the rows that match", async () => {
  const output = join(folder, "relu.npy");
  await runCli(
    "features",
    zoo,
    "--set",
    "weights.0",
    "--where",
    "activation = relu and step > 0",
    "-o",
    output,
  );
  expect(decodeNpy(await readFile(output)).shape).toEqual([RUNS / 2, 16]);
});

test("an existing output is kept unless --force, which replaces models only", async () => {
  const output = join(folder, "kept");
  await fit(output);
  const refused = await fit(output);
  expect(refused).toMatchObject({ code: 2, stderr: expect.stringContaining("already exists") });
  expect(await fit(output, "--force", "--seed", "3")).toMatchObject({ code: 0 });
  expect(JSON.parse(await readFile(join(output, "manifest.json"), "utf8")).seed).toBe(3);
  const strange = await fit(zoo, "--force");
  expect(strange).toMatchObject({ code: 2, stderr: expect.stringContaining("has no manifest.json") });
  await expect(access(join(zoo, "weights.npy"))).resolves.toBeUndefined();
  expect((await readdir(folder)).filter((name) => name.includes("partial"))).toEqual([]);
});

test("every command has help with examples", async () => {
  for (const command of [
    [],
    ["zoo", "info"],
    ["zoo", "verify"],
    ["features"],
    ["fit"],
    ["evaluate"],
    ["score"],
  ]) {
    const { code, stdout } = await runCli(...command, "--help");
    expect(code).toBe(0);
    expect(stdout).toContain("$ weightcast");
  }
});
