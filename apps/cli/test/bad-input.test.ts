import { cp, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync, gzipSync } from "node:zlib";
import { encodeNpy } from "@weightcast/npy";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { runCli } from "./run-cli.js";
import { writeSmallZoo } from "./small-zoo.js";

let folder: string;
let zoo: string;
let model: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "weightcast-bad-"));
  zoo = join(folder, "zoo");
  model = join(folder, "model");
  await writeSmallZoo(zoo);
  const fitted = await runCli("fit", zoo, "--predictor", "gbm", "--features", "wstats-glob", "-o", model);
  expect(fitted.code).toBe(0);
});
afterAll(() => rm(folder, { recursive: true }));

/** Runs `fit` on a copy of the zoo that `spoil` has changed; expects one line on stderr, exit code 2, nothing written. */
async function expectRefusal(
  spoil: (copy: string) => Promise<void>,
  message: RegExp,
  args: readonly string[] = [],
): Promise<void> {
  const place = await mkdtemp(join(folder, "case-"));
  const copy = join(place, "zoo");
  await cp(zoo, copy, { recursive: true });
  await spoil(copy);
  const base = ["fit", copy, "-o", join(place, "out")];
  const rest = args.includes("--predictor") ? args : ["--predictor", "gbm", ...args];
  const { code, stdout, stderr } = await runCli(...base, ...rest);
  expect(stderr).toMatch(message);
  expect(stderr.trim().split("\n")).toHaveLength(1);
  expect(code).toBe(2);
  expect(stdout).toBe("");
  expect(await readdir(place)).toEqual(["zoo"]);
}

async function changeBytes(file: string, change: (bytes: Buffer) => Uint8Array): Promise<void> {
  await writeFile(file, change(await readFile(file)));
}

async function changeMetrics(copy: string, change: (text: string) => string): Promise<void> {
  await changeBytes(join(copy, "metrics.csv.gz"), (bytes) => gzipSync(change(gunzipSync(bytes).toString())));
}

async function changeLayout(copy: string, change: (text: string) => string): Promise<void> {
  await changeBytes(join(copy, "layout.csv"), (bytes) => Buffer.from(change(bytes.toString())));
}

const weights = (copy: string) => join(copy, "weights.npy");
const keep = async () => {};

describe("weights.npy", () => {
  test.each<[string, (bytes: Buffer) => Uint8Array, RegExp]>([
    ["is not npy", () => Buffer.from("hello"), /weights\.npy, byte 0: is not a \.npy file/],
    [
      "ends in its header",
      (bytes) => bytes.subarray(0, 40),
      /weights\.npy, byte 40: ends inside its \.npy header/,
    ],
    [
      "has too little data",
      (bytes) => bytes.subarray(0, 1000),
      /weights\.npy, byte 1000: is truncated: .* 12480 bytes.* 872/,
    ],
    [
      "has too much data",
      (bytes) => Buffer.concat([bytes, Buffer.alloc(9)]),
      /weights\.npy, byte 12608: is too long/,
    ],
    [
      "has words",
      (bytes) => Buffer.from(bytes.toString("latin1").replace("'<f4'", "'<U1'"), "latin1"),
      /dtype '<U1'/,
    ],
    ["has three dimensions", () => encodeNpy(new Float32Array(3120), [120, 13, 2]), /shape \(120, 13, 2\)/],
    [
      "has fewer rows than the metrics",
      () => encodeNpy(new Float32Array(26 * 100), [100, 26]),
      /metrics have 120 rows, but the weights have 100/,
    ],
    [
      "is wider than the layout",
      () => encodeNpy(new Float32Array(27 * 120), [120, 27]),
      /layout describes 26 parameters, but the weights have 27/,
    ],
  ])("%s", (_, change, message) => expectRefusal((copy) => changeBytes(weights(copy), change), message));
});

describe("metrics.csv.gz", () => {
  test.each<[string, (text: string) => string, RegExp]>([
    [
      "lacks a column",
      (text) => text.replace(",step,", ",stage,"),
      /metrics\.csv\.gz.*column 'step' is missing/,
    ],
    [
      "lacks the target",
      (text) => text.replace("test_accuracy", "accuracy"),
      /unknown metrics column 'test_accuracy'; known: .*accuracy/,
    ],
    [
      "has a word for a number",
      (text) => text.replace("0.02,", "fast,"),
      /metrics\.csv\.gz, row 2, column config\.learning_rate: 'fast' is not a number/,
    ],
    ["has a short row", (text) => text.replace(",relu", ""), /metrics\.csv\.gz, row 0: has 6 fields/],
    [
      "has more rows than the weights",
      (text) => `${text}${text.split("\n")[1]}\n`,
      /metrics have 121 rows, but the weights have 120/,
    ],
  ])("%s", (_, change, message) => expectRefusal((copy) => changeMetrics(copy, change), message));

  test("is a broken gzip", () =>
    expectRefusal(
      (copy) => changeBytes(join(copy, "metrics.csv.gz"), (bytes) => bytes.subarray(0, 200)),
      /metrics\.csv\.gz: is a damaged gzip file/,
    ));
  test("is missing", () =>
    expectRefusal((copy) => rm(join(copy, "metrics.csv.gz")), /zoo: holds no metrics\.csv\.gz or/));
});

describe("layout.csv", () => {
  test.each<[string, (text: string) => string, RegExp]>([
    ["overlaps", (text) => text.replace("4,16,12", "3,15,12"), /layout\.csv, row 1: .*starts at 3, inside/],
    ["leaves a gap", (text) => text.replace("4,16,12", "5,17,12"), /layout\.csv, row 1: .*leaves a gap/],
    [
      "has code for a shape",
      (text) => text.replace('"(3, 4)"', "\"__import__('os')\""),
      /layout\.csv, row 1, column shape: .*not a tuple/,
    ],
    [
      "has a shape of another size",
      (text) => text.replace("(3, 4)", "(3, 5)"),
      /layout\.csv, row 1: .*its shape \(3, 5\) holds 15/,
    ],
  ])("%s", (_, change, message) => expectRefusal((copy) => changeLayout(copy, change), message));
});

describe("requests", () => {
  test.each<[string, readonly string[], RegExp]>([
    ["feature set", ["--features", "wstat-glob"], /'wstat-glob'.*did you mean 'wstats-glob'/],
    ["layer", ["--features", "weights.2"], /2 layers/],
    ["predictor", ["--predictor", "gbn"], /unknown predictor 'gbn'; did you mean 'gbm'/],
    ["target", ["--target", "test_acuracy"], /did you mean 'test_accuracy'/],
    ["split", ["--split", "randm"], /did you mean 'random'/],
    ["split without its protocol", ["--split", "paper"], /the protocol 'paper' only/],
    [
      "checkpoint",
      ["--checkpoint", "step:7"],
      /no checkpoint of .*zoo\/metrics\.csv\.gz has step 7; the steps that occur: 0, 5/,
    ],
    ["expression", ["--where", "activation relu"], /not a comparison/],
    ["option", ["--sed", "1"], /unknown option '--sed'/],
    ["seed", ["--seed", "x"], /--seed takes a whole number/],
    ["missing file of parameters", ["--params", "none.json"], /none\.json: does not exist/],
  ])("unknown %s", (_, args, message) => expectRefusal(keep, message, args));

  test("parameters that are no JSON, or unknown", async () => {
    const file = join(folder, "params.json");
    await writeFile(file, "{num_leaves: 3}");
    await expectRefusal(keep, /params\.json: is not JSON/, ["--params", file]);
    await writeFile(file, '{"num_leafs": 3}');
    await expectRefusal(keep, /unknown parameter 'num_leafs'; did you mean 'num_leaf'/, ["--params", file]);
  });
});

describe("outputs", () => {
  /** Runs a command that is refused; expects one line on stderr, exit code 2, nothing on stdout and nothing new. */
  async function expectLine(args: readonly string[], message: string): Promise<void> {
    const before = await readdir(folder);
    const { code, stdout, stderr } = await runCli(...args);
    expect(stderr).toContain(message);
    expect(stderr.trim().split("\n")).toHaveLength(1);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(await readdir(folder)).toEqual(before);
  }

  test.each<[string, string, readonly string[], string]>([
    ["npy", "x.arrow", [], "the format npy is a folder"],
    ["parquet", "foo.txt", [], "with the extension .parquet"],
    ["arrow", "foo.txt", [], "with the extension .arrow"],
    ["arrow", "x.arrow", ["--weights"], "always includes the weights"],
    ["npy", "x", ["--weights"], "always includes the weights"],
  ])("convert --to %s -o %s %j, before the zoo is opened", async (to, name, args, message) => {
    const output = join(folder, name);
    await expectLine(["zoo", "convert", join(folder, "none"), "--to", to, "-o", output, ...args], message);
  });

  test.each<[string, readonly string[], string]>([
    ["zoo convert", ["--to", "arrow"], "x.arrow"],
    ["features", ["--set", "wstats-glob"], "x.csv"],
    ["fit", ["--predictor", "gbm"], "x"],
  ])("%s, inside a file, before the zoo is opened", async (command, args, name) => {
    const file = join(folder, "file");
    await writeFile(file, "text");
    await expectLine(
      [...command.split(" "), join(folder, "none"), ...args, "-o", join(file, name)],
      `weightcast: cannot write ${join(file, name)}: ${file} is a file, not a folder; choose another path`,
    );
  });
});

describe("verify", () => {
  test("of a path where nothing is fails as every command does", async () => {
    for (const path of [join(folder, "none"), join(zoo, "layout.csv", "none")]) {
      expect(await runCli("zoo", "verify", path)).toMatchObject({
        code: 2,
        stdout: "",
        stderr: expect.stringMatching(/^weightcast: .*none: (does not exist|is not a folder|cannot be read)/),
      });
    }
  });

  test("of a damaged zoo reports all that is missing", async () => {
    const damaged = join(folder, "damaged-zoo");
    await cp(zoo, damaged, { recursive: true });
    await rm(join(damaged, "weights.npy"));
    await rm(join(damaged, "metrics.csv.gz"));
    expect(await runCli("zoo", "verify", damaged)).toMatchObject({
      code: 1,
      stdout: expect.stringMatching(/holds no weights\.npy .*holds no metrics\.csv\.gz/),
      stderr: "",
    });
  });

  test("and info speak of one run as of one", async () => {
    const one = join(folder, "one-run");
    expect(
      await runCli("zoo", "convert", zoo, "--to", "npy", "--where", "run = 00007", "-o", one),
    ).toMatchObject({
      code: 0,
    });
    expect((await runCli("zoo", "info", one)).stdout).toContain(
      "one-run: 2 checkpoints of 1 run at steps 0, 5\n",
    );
    expect((await runCli("zoo", "verify", one)).stdout).toContain(
      "\ncheckpoints at the steps 0, 5: 1 of 1 run\n",
    );
  });

  test("speaks of one row as of one, and of diverged rows as worth knowing", async () => {
    const one = join(folder, "one");
    await writeSmallZoo(one, {
      spoil: (weights) => {
        weights[3 * 26] = Number.NaN;
        weights.copyWithin(7 * 26, 5 * 26, 6 * 26);
      },
    });
    const sound = await runCli("zoo", "verify", one);
    expect(sound.code).toBe(0);
    expect(sound.stdout).toMatch(
      /: 120 rows of 60 runs checked, nothing wrong \(rows are counted from 0\)\ncheckpoints at the steps 0, 5: 60 of 60 runs\n/,
    );
    expect(sound.stdout).toContain(
      "worth knowing:\n  weights that are not finite, which fitting leaves out: row 3\n",
    );
    expect(sound.stdout).toContain(
      "duplicate weights: rows 5 and 7, of different runs: 2 rows, the first is row 5\n",
    );
    await changeMetrics(one, (text) => text.replace(/(,5,)0\.\d+(,)/, "$1$2"));
    const { code, stdout } = await runCli("zoo", "verify", one);
    expect(code).toBe(1);
    expect(stdout).toContain("checked, 1 problem (");
    expect(stdout).toContain("wrong:\n  test_accuracy is missing: row 1\n");
  });
});

describe("models", () => {
  test("do not score another layout", async () => {
    const vector = join(folder, "short.npy");
    await writeFile(vector, encodeNpy(new Float32Array(25), [25]));
    expect(await runCli("score", model, vector)).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(
        /short\.npy: has 25 weights a network, but the model was fitted on networks of 26/,
      ),
    });
    const other = join(folder, "other-layout");
    await cp(zoo, other, { recursive: true });
    await changeLayout(other, (text) => text.replace("net/dense_1/kernel:0", "net/dense_1/recurrent:0"));
    expect(await runCli("evaluate", model, other)).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("another layout"),
    });
  });

  test("that are damaged are named", async () => {
    const damaged = join(folder, "damaged");
    await cp(model, damaged, { recursive: true });
    await changeBytes(join(damaged, "manifest.json"), (bytes) => bytes.subarray(0, 99));
    expect(await runCli("score", damaged, zoo)).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/damaged\/manifest\.json: is not JSON/),
    });
    expect(await runCli("score", join(folder, "none"), zoo)).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/none: does not exist/),
    });
    expect(await runCli("score", zoo, zoo)).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("holds no manifest.json"),
    });
  });
});
