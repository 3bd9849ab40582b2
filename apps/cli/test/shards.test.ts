import { createHash } from "node:crypto";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { MAIN, run, runCli } from "./run-cli.js";
import { writeImages } from "./small-images.js";
import { writeSmallZoo } from "./small-zoo.js";

let folder: string;
let command: readonly string[];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "weightcast-shards-"));
  await writeImages(join(folder, "noise"), 1024, 128, 10);
  await writeSmallZoo(join(folder, "small"));
  command = [
    ...["zoo", "train", "--dataset", join(folder, "noise"), "--networks", "7", "--epochs", "2"],
    ...["--num-layers", "2", "--num-units", "4", "--train-fraction", "1", "--seed", "3", "--workers", "1"],
  ];
});
afterAll(() => rm(folder, { recursive: true }));

/** Runs the command line with variables of its own, in the folder. */
function runWith(variables: Readonly<Record<string, string>>, ...args: readonly string[]) {
  const assignments = Object.entries(variables).map(([name, value]) => `${name}=${value}`);
  return run("env", [...assignments, process.execPath, MAIN, ...args], folder);
}

async function bytesIn(zoo: string): Promise<readonly string[]> {
  const names = (await readdir(join(folder, zoo))).sort();
  const digest = async (name: string) =>
    createHash("sha256")
      .update(await readFile(join(folder, zoo, name)))
      .digest("hex");
  return Promise.all(names.map(async (name) => `${name} ${await digest(name)}`));
}

describe.skipIf(process.platform === "win32")("an array of tasks", () => {
  const task = (index: number) =>
    runWith(
      { WEIGHTCAST_SHARDS: "3", JOB_COMPLETION_INDEX: `${index}` },
      ...command,
      "--shard",
      "auto",
      "-o",
      "zoo.shards",
    );

  beforeAll(async () => {
    const tasks = await Promise.all([task(0), task(2), runCli(...command, "-o", join(folder, "whole"))]);
    expect(tasks.map(({ code }) => code)).toEqual([0, 0, 0]);
  });

  test("trains a shard each; what is missing is named with the command that trains it", async () => {
    expect((await readdir(join(folder, "zoo.shards"))).sort()).toEqual(["shard-1-of-3", "shard-3-of-3"]);
    const early = await runWith({}, "zoo", "merge", "zoo.shards", "--networks", "7", "-o", "early");
    expect(early).toMatchObject({ code: 2, stdout: "" });
    expect(early.stderr).toContain("networks 2-3 are missing; zoo merge --verify gives the commands");

    const verified = await runWith({}, "zoo", "merge", "zoo.shards", "--verify", "--networks", "7", "--json");
    expect(verified).toMatchObject({ code: 75, stderr: "weightcast: 2 networks are missing\n" });
    const { finished, missing } = JSON.parse(verified.stdout);
    expect(finished).toBe(5);
    expect(missing).toEqual([
      {
        folder: "zoo.shards/shard-2-of-3",
        networks: [{ first: 2, count: 2 }],
        missing: [{ first: 2, count: 2 }],
        command:
          "weightcast zoo train --dataset ./noise --networks 2 --first 2 --epochs 2 --epochs-between-checkpoints 20 --seed 3 --space zoo.shards/shard-1-of-3/training.json -o zoo.shards/shard-2-of-3",
      },
    ]);

    const repaired = await runWith({}, ...missing[0].command.split(" ").slice(1), "--workers", "1");
    expect(repaired).toMatchObject({ code: 0 });
    const all = await runWith({}, "zoo", "merge", "zoo.shards", "--verify", "--networks", "7");
    expect(all).toMatchObject({ code: 0, stdout: "7 of 7 networks are finished\n", stderr: "" });
    const merged = await runWith({}, "zoo", "merge", "zoo.shards", "--networks", "7", "-o", "merged");
    expect(merged).toMatchObject({ code: 0 });
    expect(await bytesIn("merged")).toEqual(await bytesIn("whole"));
  });

  test.each([
    [{}, "this process is not a task of an array"],
    [{ JOB_COMPLETION_INDEX: "1" }, "WEIGHTCAST_SHARDS is not set"],
    [{ SLURM_ARRAY_TASK_ID: "9", WEIGHTCAST_SHARDS: "9" }, "out of range (0 to 8)"],
    [{ SLURM_ARRAY_TASK_ID: "8", WEIGHTCAST_SHARDS: "9" }, undefined],
  ])("with the variables %j", async (variables, problem) => {
    const ended = await runWith(variables, ...command, "--shard", "auto", "-o", "refused");
    if (problem === undefined) expect(ended).toMatchObject({ code: 0 });
    else expect(ended).toMatchObject({ code: 2, stderr: expect.stringContaining(problem) });
  });
});

test("a part of a reproduction keeps its fits in the folder of the results", async () => {
  const report = join(folder, "report");
  const { code, stdout } = await runCli(
    ...["reproduce", join(folder, "small"), "--quick", "--workers", "1", "-o", report, "--json"],
    ...["--shard", "16/17"],
  );
  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({ shard: { part: 16, parts: 17 }, computed: 1, missing: 18 });
  expect((await readdir(report)).sort()).toEqual(["cells", "request.json"]);
  expect(await readdir(join(report, "cells"))).toHaveLength(1);
});

describe("--emit", () => {
  test("slurm: a script with an array, and a merge after it", async () => {
    const { code, stdout } = await runCli(
      ...command,
      "--emit",
      "slurm",
      "--tasks",
      "3",
      "--cpus",
      "2",
      "-o",
      "out/zoo",
    );
    expect(code).toBe(0);
    expect(stdout).toContain(
      "--job-name=weightcast-zoo-train --array=0-2 --ntasks=1 --cpus-per-task=2 --mem=4G",
    );
    expect(stdout).toMatch(/zoo train .* --seed 3 .* --workers 2 --shard auto -o out\/zoo\.shards &\n/);
    expect(stdout).toContain("zoo merge out/zoo.shards --networks 7 --first 0 -o out/zoo &\n");
    expect(stdout).not.toContain("--emit");
  });

  test("kubernetes: a stage for each round of a search, in one folder", async () => {
    const { stdout } = await runCli(
      ...["search", "zoo", "--predictor", "gbm", "--trials", "9", "--emit", "kubernetes", "--tasks", "4"],
      ...["--image", "registry.example/weightcast:1", "--claim", "shared", "-o", "search", "--json"],
    );
    const { text } = JSON.parse(stdout);
    const counts = text.matchAll(/name: weightcast-search-(.*)\n(?:.*\n){4}\s+completions: (\d)/g);
    expect(Array.from(counts, ([, name, count]) => [name, count])).toEqual([
      ["round-1", "4"],
      ["round-2", "3"],
      ["round-3", "2"],
      ["results", "1"],
    ]);
    expect(text.match(/- auto\n/g)).toHaveLength(3);
    expect(text.match(/image: registry\.example\/weightcast:1\n/g)).toHaveLength(4);
    expect(text).not.toContain("PersistentVolumeClaim");
  });

  test.each([
    [["--tasks", "8"], "7 networks are less than one for each of 8 tasks"],
    [["--shard", "1/2"], "leave --shard out"],
    [["--memory", "4GB"], "--memory takes a whole number with M or G"],
    [["--time", "1:00"], "--time takes a whole number with s, m, h or d"],
    [["--claim", "A b"], "--claim takes lower-case letters"],
  ])("with %j is refused", async (more, problem) => {
    const ended = await runCli(...command, "--emit", "kubernetes", ...more, "-o", join(folder, "emitted"));
    expect(ended).toMatchObject({ code: 2, stdout: "", stderr: expect.stringContaining(problem) });
  });
});
