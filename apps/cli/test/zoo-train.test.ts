import type { ChildProcess } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openZoo } from "@weightcast/zoo-io/node";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type CliResult, MAIN, run, runCli, startCli } from "./run-cli.js";
import { encodeIdx, writeImages } from "./small-images.js";

const NETWORKS = 24;
let folder: string;
let images: string;
let whole: string;
let command: readonly string[];
let made: CliResult;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "weightcast-train-"));
  images = join(folder, "noise");
  await writeImages(images, 2048, 128, 10);
  const space = join(folder, "space.json");
  // A learning rate of 1e30 makes a third of the networks diverge.
  await writeFile(
    space,
    JSON.stringify({
      num_layers: 2,
      num_units: 8,
      train_fraction: [0.25, 1],
      learning_rate: [0.001, 0.01, 1e30],
      optimizer: ["sgd", "adam"],
    }),
  );
  command = [
    ...["zoo", "train", "--dataset", images, "--space", space, "--seed", "7"],
    ...["--networks", `${NETWORKS}`, "--epochs", "6"],
  ];
  whole = join(folder, "whole");
  made = await train(whole, "--workers", "2", "--json");
});
afterAll(() => rm(folder, { recursive: true }));

const train = (output: string, ...more: readonly string[]) => runCli(...command, "-o", output, ...more);

/** The names of the files in a folder, each with a hash of its bytes. */
async function bytesIn(zoo: string): Promise<[name: string, sha256: string][]> {
  const hash = async (file: string) =>
    createHash("sha256")
      .update(await readFile(file))
      .digest("hex");
  const names = (await readdir(zoo)).sort();
  return Promise.all(names.map(async (name) => [name, await hash(join(zoo, name))]));
}

const partsOf = async (zoo: string) =>
  (await readdir(join(zoo, "parts")).catch(() => [])).filter((name) => name.endsWith(".npy"));

/** Waits until `count` networks are finished. */
async function untilFinished(zoo: string, count: number, child: ChildProcess): Promise<void> {
  while ((await partsOf(zoo)).length < count) {
    if (child.exitCode !== null) throw new Error(`the training ended before ${count} networks were finished`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

test("a zoo is trained on two workers, and --json sums it up", async () => {
  expect(made.code, made.stderr).toBe(0);
  const summary = JSON.parse(made.stdout);
  expect(summary).toMatchObject({
    output: whole,
    networks: NETWORKS,
    trained: NETWORKS,
    workers: 2,
    best: { network: expect.any(Number), testAccuracy: expect.any(Number) },
  });
  expect(summary.samplesPerSecond).toBeCloseTo(summary.samples / summary.seconds, -1);
  expect(summary.diverged).toBeGreaterThan(0);
  expect(summary.diverged).toBeLessThan(NETWORKS);
  expect((await readdir(whole)).sort()).toEqual([
    "layout.csv",
    "metrics.csv.gz",
    "training.json",
    "weights.npy",
  ]);
  const { metrics } = await openZoo(whole);
  expect(metrics.rows).toBe(summary.rows);
  expect(new Set(metrics.numbers("step"))).toEqual(new Set([0, 1, 2, 3, 6]));
  const verified = await runCli("zoo", "verify", whole);
  expect(verified.code, verified.stdout).toBe(0);
});

test("the zoo is the same, byte for byte, without wide vectors", async (context) => {
  if (Number.parseInt(process.versions.node, 10) < 24) context.skip("this Node has no wide vectors");
  const output = join(folder, "narrow");
  const off = "--no-experimental-wasm-revectorize";
  const { code, stderr } = await run(process.execPath, [off, MAIN, ...command, "-o", output]);
  expect(code, stderr).toBe(0);
  expect(await bytesIn(output)).toEqual(await bytesIn(whole));
});

test.each([1, 3])("the zoo is the same, byte for byte, on %i workers", async (workers) => {
  const output = join(folder, `on-${workers}`);
  const { code, stdout } = await train(output, "--workers", `${workers}`);
  expect(code).toBe(0);
  expect(stdout).toContain(`${output} now holds ${NETWORKS} networks`);
  expect(stdout).toMatch(
    /\d+ networks ended early because their loss was not finite\nbest test accuracy: 0\.\d{4} \(network \d+\)/,
  );
  expect(await bytesIn(output)).toEqual(await bytesIn(whole));
});

test("killed again and again, the same command goes on to the same bytes", async () => {
  const output = join(folder, "killed");
  for (const [finished, workers] of [
    [0, 2],
    [1, 2],
    [9, 1],
    [17, 3],
  ] as const) {
    const { child, ended } = startCli(...command, "-o", output, "--workers", `${workers}`);
    await untilFinished(output, finished, child);
    child.kill("SIGKILL");
    await ended;
    expect((await partsOf(output)).length).toBeGreaterThanOrEqual(finished);
    expect(existsSync(join(output, "weights.npy"))).toBe(false);
  }
  const kept = (await partsOf(output)).length;
  const { code, stdout } = await train(output, "--workers", "2", "--json");
  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({ networks: NETWORKS, trained: NETWORKS - kept });
  expect(await bytesIn(output)).toEqual(await bytesIn(whole));
});

test.each(["1", "2"])(
  "Ctrl-C on %s workers ends soon, with a line that says how to go on",
  async (workers) => {
    const output = join(folder, `stopped-${workers}`);
    const { child, ended } = startCli(...command, "-o", output, "--workers", workers);
    await untilFinished(output, 2, child);
    const start = performance.now();
    child.kill("SIGINT");
    // As a package manager may pass it on.
    child.kill("SIGINT");
    expect(await ended).toEqual({
      code: 130,
      stdout: "",
      stderr: `weightcast: the training was cancelled; finished networks are kept in ${output}, and the same request continues it\n`,
    });
    expect(performance.now() - start).toBeLessThan(3000);
    expect((await readdir(output)).sort()).toEqual(["parts", "training.json"]);
    await train(output);
    expect(await bytesIn(output)).toEqual(await bytesIn(whole));
  },
);

test("a second process on the same folder is refused, and the first is not disturbed", async () => {
  const output = join(folder, "twice");
  const { child, ended } = startCli(...command, "-o", output, "--workers", "1");
  await untilFinished(output, 1, child);
  child.kill("SIGSTOP");
  const second = await train(output);
  child.kill("SIGCONT");
  expect(second).toMatchObject({ code: 75, stdout: "" });
  expect(second.stderr).toMatch(new RegExp(`training\\.lock: process ${child.pid} is working here`));
  expect((await ended).code).toBe(0);
  expect(await bytesIn(output)).toEqual(await bytesIn(whole));
});

describe("on a finished folder", () => {
  test("the same command says that it is finished", async () => {
    const before = await bytesIn(whole);
    const { code, stdout } = await train(whole);
    expect(code).toBe(0);
    expect(stdout).toContain(`${whole} is finished: ${NETWORKS} networks`);
    expect(JSON.parse((await train(whole, "--json")).stdout)).toMatchObject({
      networks: NETWORKS,
      trained: 0,
      samplesPerSecond: null,
    });
    expect(await bytesIn(whole)).toEqual(before);
  });

  test("another command is refused with what differs", async () => {
    const { code, stderr } = await train(whole, "--epochs", "7", "--first", "3");
    expect(code).toBe(2);
    expect(stderr).toBe(
      `weightcast: ${whole} was begun with other settings (epochs is 6, not 7; networks is 0-23, not 3-26); use the same settings, or choose another folder\n`,
    );
  });
});

test("shards merge to the whole", async () => {
  const shards = ["1/3", "2/3", "3/3"].map((shard) => [shard, join(folder, `shard-${shard[0]}`)] as const);
  for (const [shard, output] of shards) expect((await train(output, "--shard", shard)).code).toBe(0);
  const merged = join(folder, "merged");
  const { code, stdout } = await runCli("zoo", "merge", ...shards.map(([, output]) => output), "-o", merged);
  expect(code).toBe(0);
  expect(stdout).toContain(`wrote ${NETWORKS} networks`);
  expect(await bytesIn(merged)).toEqual(await bytesIn(whole));
  const again = await runCli(
    "zoo",
    "merge",
    shards[0]![1],
    shards[0]![1],
    "-o",
    join(folder, "overlap"),
    "--json",
  );
  expect(again).toMatchObject({ code: 2, stderr: expect.stringContaining("network 0 is in two of them") });
});

test.skipIf(process.platform === "win32")(
  "where the disk is full, the error says so and nothing is lost",
  async () => {
    const output = join(folder, "full");
    // A limit on the size of files stands in for a full disk: the finished networks fit, the whole zoo does not.
    const line = 'ulimit -f 32 && exec "$0" "$@"';
    const limited = await run("sh", [
      "-c",
      line,
      process.execPath,
      MAIN,
      ...command,
      "-o",
      output,
      "--workers",
      "2",
    ]);
    expect(limited).toMatchObject({ code: 1, stdout: "" });
    expect(limited.stderr).toMatch(
      /full: EFBIG: .+; finished networks are kept, and the same request continues the training\n$/,
    );
    expect((await readdir(output)).sort()).toEqual(["parts", "training.json"]);
    const { stdout } = await train(output, "--json");
    expect(JSON.parse(stdout)).toMatchObject({ trained: 0, networks: NETWORKS });
    expect(await bytesIn(output)).toEqual(await bytesIn(whole));
  },
);

describe.concurrent("refused before anything is written", () => {
  let refusals = 0;
  async function expectRefusal(args: readonly string[], message: RegExp): Promise<void> {
    const output = join(folder, `refused-${refusals++}`);
    const { code, stdout, stderr } = await train(output, ...args);
    expect(stderr).toMatch(message);
    expect(stderr.trim().split("\n")).toHaveLength(1);
    expect(stdout).toBe("");
    expect(code).toBe(2);
    expect(existsSync(output)).toBe(false);
  }

  test.each<[string, readonly string[], RegExp]>([
    [
      "a data set",
      ["--dataset", "fashion_mnits"],
      /unknown data set 'fashion_mnits'; did you mean 'fashion_mnist'/,
    ],
    ["a folder", ["--dataset", "./none/at/all"], /\.\/none\/at\/all: is not a folder of images/],
    ["a folder and --data", ["--data", "."], /is not a known data set, so no separate folder/],
    ["networks", ["--networks", "0"], /--networks takes a whole number from 1 on, not '0'/],
    ["epochs", ["--epochs", "1.5"], /--epochs takes a whole number from 1 on, not '1\.5'/],
    ["a seed", ["--seed", "99999999999"], /seed: .*2147483647/],
    ["workers", ["--workers", "none"], /--workers takes a whole number from 1 on/],
    [
      "a shard",
      ["--shard", "4/3"],
      /--shard takes auto, or i\/n with i from 1 to n, such as 1\/4, not '4\/3'/,
    ],
    ["an empty shard", ["--networks", "2", "--shard", "1/5"], /shard 1\/5 of 2 networks is empty/],
    ["a space", ["--space", "none.json"], /none\.json: does not exist/],
    ["an option", ["--epoch", "3"], /unknown option '--epoch'/],
  ])("%s", (_, args, message) => expectRefusal(args, message));

  test("a space file names the field that is wrong", async () => {
    const space = join(folder, "bad-space.json");
    await writeFile(space, '{ "dropout": { "uniform": [0, 1.5] } }');
    await expectRefusal(["--space", space], /bad-space\.json: dropout\.uniform\.1: /);
    await writeFile(space, '{ "num_layers": 4 }');
    await expectRefusal(["--space", space], /4 layers leave no pixel of images of 10 x 10/);
    await writeFile(space, '{ "num_layers": 2, "train_fraction": 0.1 }');
    await expectRefusal(
      ["--space", space],
      /a train_fraction of 0\.1 of the 2048 images of noise is less than a batch/,
    );
  });

  test("an image file that is damaged", async () => {
    const damaged = join(folder, "damaged");
    await writeImages(damaged, 16, 16, 10);
    await writeFile(join(damaged, "t10k-labels-idx1-ubyte"), encodeIdx([16], new Uint8Array(9)));
    await expectRefusal(["--dataset", damaged], /t10k-labels-idx1-ubyte, byte 17: is truncated/);
    await expectRefusal(
      ["--dataset", "fashion_mnist", "--data", images],
      /noise\/train-images-idx3-ubyte\.gz: is not the published file: unpacked, its SHA-256 is/,
    );
  });

  test("a folder that holds something else", async () => {
    const output = join(folder, "thesis");
    await mkdir(output);
    await writeFile(join(output, "thesis.tex"), "");
    const { code, stderr } = await train(output);
    expect(code).toBe(2);
    expect(stderr).toContain("thesis already exists; it holds no training.json");
    expect(await readdir(output)).toEqual(["thesis.tex"]);
  });
});

test.skipIf(process.platform !== "linux")(
  "data of Fashion-MNIST's size takes at most 600 MB on two workers",
  async () => {
    const large = join(folder, "large");
    await mkdir(large);
    for (const [name, count] of [
      ["train", 60_000],
      ["t10k", 10_000],
    ] as const) {
      const pixels = new Uint8Array(count * 28 * 28).fill(50);
      await writeFile(join(large, `${name}-images-idx3-ubyte`), encodeIdx([count, 28, 28], pixels));
      await writeFile(join(large, `${name}-labels-idx1-ubyte`), encodeIdx([count], new Uint8Array(count)));
    }
    const space = join(folder, "large.json");
    await writeFile(space, '{ "train_fraction": 0.05 }');
    const { child, ended } = startCli(
      ...["zoo", "train", "--dataset", large, "--space", space, "--networks", "4", "--epochs", "1"],
      ...["--workers", "2", "-o", join(folder, "large-zoo")],
    );
    let peak = 0;
    while (child.exitCode === null) {
      const status = await readFile(`/proc/${child.pid}/status`, "utf8").catch(() => "");
      peak = Math.max(peak, Number(/VmHWM:\s*(\d+) kB/.exec(status)?.[1] ?? 0));
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    expect((await ended).code).toBe(0);
    expect(peak / 1024).toBeGreaterThan(60);
    expect(peak / 1024).toBeLessThan(600);
  },
);

test("help with examples", async () => {
  for (const name of ["train", "merge"]) {
    const { code, stdout } = await runCli("zoo", name, "--help");
    expect(code).toBe(0);
    expect(stdout).toContain(`$ weightcast zoo ${name}`);
    expect(stdout).not.toContain("<>");
  }
});
