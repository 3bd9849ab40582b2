import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { encodeNpy } from "@weightcast/npy";
import { afterAll, beforeAll, expect, test } from "vitest";
import { runCli } from "./run-cli.js";
import { writeSmallZoo } from "./small-zoo.js";

let folder: string;
let zoo: string;
let model: string;
let files: string;

/** A network of 26 weights that are all of one size. */
const network = (size: number) =>
  encodeNpy(Float32Array.from({ length: 26 }, (_, i) => (i % 2 ? size : -size)));

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "weightcast-rank-"));
  [zoo, model, files] = [join(folder, "zoo"), join(folder, "model"), join(folder, "files")];
  await writeSmallZoo(zoo);
  const features = ["--features", "layer-statistics", "--checkpoint", "trained"];
  const fitted = await runCli("fit", zoo, "--predictor", "gbm", ...features, "-o", model);
  expect(fitted.stderr).not.toMatch(/^weightcast:/m);
  await mkdir(files);
  const put = (name: string, bytes: Uint8Array | string) => writeFile(join(files, name), bytes);
  await put("good.npy", network(0.4));
  await put("better.npy", network(0.8));
  await put("wide.npy", encodeNpy(new Float32Array(3)));
  await put("infinite.npy", network(Number.POSITIVE_INFINITY));
  await put("cut.npy", network(0.5).subarray(0, 90));
  await put("huge.safetensors", Uint8Array.of(255, 255, 255, 255, 255, 255, 255, 127, 1));
  await put("code.pt", "cos\nsystem\n(S'true'\ntR.");
  await put("notes.txt", "not a checkpoint");
});
afterAll(() => rm(folder, { recursive: true, force: true }));

test("by a model: the best first, every file that cannot be read with its reason", async () => {
  const { code, stdout } = await runCli("rank", model, zoo, files, join(folder, "missing.npy"), "--json");
  expect(code).toBe(0);
  const { by, target, ranked, refused } = JSON.parse(stdout);
  expect([by, target]).toEqual(["model", "test_accuracy"]);
  expect(ranked.length).toBe(120 + 3);
  const predicted = ranked.map((network: { predicted: number | null }) => network.predicted);
  expect(predicted.at(-1)).toBe(null);
  const known = predicted.slice(0, -1);
  expect(known).toEqual(known.toSorted((a: number, b: number) => b - a));
  expect(ranked.at(-1)).toMatchObject({ checkpoint: join(files, "infinite.npy"), flag: expect.any(String) });
  const names = refused.map(({ file }: { file: string }) => file.slice(folder.length + 1));
  expect(names.toSorted()).toEqual(
    ["files/code.pt", "files/cut.npy", "files/huge.safetensors", "files/wide.npy", "missing.npy"].map(
      (name) => join(...name.split("/")),
    ),
  );
  for (const { reason } of refused) expect(reason).not.toBe("");
});

test("--top, --csv and --min-accuracy are for pipelines", async () => {
  const csv = await runCli("rank", model, zoo, "--top", "2", "--csv", "--min-accuracy", "0.3");
  expect(csv.code).toBe(0);
  expect(csv.stdout.trim().split(/\r?\n/)).toHaveLength(3);
  expect(csv.stdout).toMatch(/^rank,network,test_accuracy,low,high,flag/);
  const text = await runCli("rank", model, zoo, "--top", "1", "--min-accuracy", "0.99");
  expect(text.code).toBe(1);
  expect(text.stdout).toMatch(/120 networks ranked, 0 files refused/);
  expect(text.stderr).toMatch(/expected 0\.99/);
});

test("by labels: the labelled ones fit, the others are ranked, cross-validation judges", async () => {
  const labels = join(folder, "labels.csv");
  const sizes = Array.from({ length: 24 }, (_, i) => (i + 1) / 25);
  const labelled = join(folder, "labelled");
  await mkdir(labelled);
  for (const [i, size] of sizes.entries()) await writeFile(join(labelled, `n${i}.npy`), network(size));
  const rows = sizes.slice(0, 18).map((size, i) => `n${i}.npy,${(size * 7) % 1}`);
  await writeFile(labels, `file,score\n${rows.join("\n")}\n`);
  const { code, stdout, stderr } = await runCli("rank", zoo, labelled, "--labels", labels);
  expect(stderr).not.toMatch(/^weightcast: .*fault/m);
  expect(code).toBe(0);
  expect(stdout).toMatch(/126 networks ranked, 0 files refused/);
  expect(stdout).toMatch(/5-fold cross-validation on 18 labelled networks of 18 runs, grouped by run: tau/);
  await writeFile(labels, `file,score\nn0.npy,high\n`);
  const wrong = await runCli("rank", zoo, labelled, "--labels", labels);
  expect(wrong.code).toBe(2);
  expect(wrong.stderr).toMatch(/'high' is not a number/);
});

test("checkpoints of one run are in one fold; the output says how runs were found", async () => {
  const series = join(folder, "series");
  await mkdir(series);
  const lines = ["file,run,score"];
  for (let run = 0; run < 10; run++) {
    for (let epoch = 1; epoch <= 3; epoch++) {
      const name = `${run}-epoch${epoch}.npy`;
      await writeFile(join(series, name), network((run + epoch / 10) / 12));
      if (epoch < 3) lines.push(`${name},${run % 5},${(run + epoch / 10) / 12}`);
    }
  }
  const labels = join(folder, "series.csv");
  await writeFile(
    labels,
    `${lines.map((line) => line.replace(/,\d+,/, ",").replace(",run,", ",")).join("\n")}\n`,
  );
  const found = await runCli("rank", zoo, series, "--labels", labels);
  expect(found.stdout).toMatch(
    /5-fold cross-validation on 20 labelled networks of 10 runs, grouped by run: tau/,
  );
  expect(found.stdout).toContain("names differ only in an epoch or a step");
  expect(found.stdout).toContain("10 of the ranked networks are of runs with labels");
  const named = await runCli(
    "rank",
    zoo,
    series,
    "--labels",
    labels,
    "--pattern",
    "{run}-epoch{step}",
    "--json",
  );
  expect(JSON.parse(named.stdout)).toMatchObject({
    runsToldBy: "pattern",
    validation: { labelled: 20, runs: 10, seen: 10 },
  });
  await writeFile(labels, `${lines.join("\n")}\n`);
  const told = await runCli("rank", zoo, series, "--labels", labels, "--json");
  expect(JSON.parse(told.stdout)).toMatchObject({ runsToldBy: "labels", validation: { runs: 5 } });
});

test("--layout lays out bare weights, --checkpoint chooses from zoos", async () => {
  const bare = await runCli("rank", join(files, "good.npy"), "--layout", join(zoo, "layout.csv"));
  expect(bare.code).toBe(2);
  expect(bare.stderr).not.toMatch(/none of the files/);
  const final = await runCli("rank", model, zoo, "--checkpoint", "final", "--json");
  const { ranked } = JSON.parse(final.stdout);
  expect(ranked).toHaveLength(60);
  expect(ranked.every(({ checkpoint }: { checkpoint: string }) => checkpoint.endsWith("ckpt-5"))).toBe(true);
  const both = await runCli("rank", model, zoo, "--layout", join(zoo, "layout.csv"));
  expect(both.code).toBe(2);
  expect(both.stderr).toMatch(/leave --layout out/);
});

test("without either: what cannot be done is told", async () => {
  const bare = await runCli("rank", join(files, "good.npy"));
  expect(bare.code).toBe(2);
  expect(bare.stderr).toMatch(/none of the files holds a network that can be ranked/);
  const accuracy = await runCli("rank", zoo, "--min-accuracy", "0.5");
  expect(accuracy.code).toBe(2);
  expect(accuracy.stderr).toMatch(/a consensus tells ranks, not accuracies/);
  const both = await runCli("rank", model, zoo, "--labels", join(folder, "labels.csv"));
  expect(both.code).toBe(2);
});
