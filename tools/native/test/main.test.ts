import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { thisPlatform, wheelObstacle } from "../src/platform.js";
import { at, folderWith, standIn } from "./project.js";

const main = fileURLToPath(new URL("../src/main.js", import.meta.url));
const inProject = "node_modules/@tensorflow/tfjs-node";
const installing = 'fs = require("fs"); fs.mkdirSync("lib"); fs.writeFileSync("lib/binding", "")';
const failing = 'require("fs").mkdirSync("deps"); throw new Error("no storage")';

/** Runs the tool on a project, without any command on its PATH. */
function native(project: string, cache = join(project, "cache")) {
  const env = { PATH: join(project, "nothing"), WEIGHTCAST_TENSORFLOW_CACHE: cache };
  const args = [main, "--project", project];
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { env, encoding: "utf8" });
  return { status, stdout, stderr };
}

test("a tfjs-node that works already is left alone", () => {
  const project = folderWith(at(inProject, { ...standIn([19, 22, 43, 50], failing), "lib/binding": "kept" }));
  const { status, stdout, stderr } = native(project);
  expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
  expect(stdout).toMatch(/^TensorFlow 2\.9\.1 works natively in .*tfjs-node\n$/);
});

test("where the vendor's installer makes it work, nothing else is tried", () => {
  const { status, stdout, stderr } = native(folderWith(at(inProject, standIn([19, 22, 43, 50], installing))));
  expect({ status, lines: stderr.split("\n").length }).toEqual({ status: 0, lines: 2 });
  expect(stdout).toContain("TensorFlow 2.9.1 works natively");
});

test("an installation that multiplies wrongly does not count and is taken away", () => {
  const project = folderWith(at(inProject, standIn([19, 22, 43, 51], installing)));
  const { status, stderr } = native(project);
  expect(status).toBe(1);
  expect(stderr).toContain("it failed: a matrix product came out as 19 22 43 51 instead of 19 22 43 50");
  expect(existsSync(join(project, inProject, "lib"))).toBe(false);
});

test("a project without tfjs-node and an unknown option end with a line and status 1", () => {
  const project = folderWith({ "package.json": "{}" });
  expect(native(project)).toMatchObject({ status: 1, stdout: "" });
  const { status, stderr } = spawnSync(process.execPath, [main, "--nonsense"], { encoding: "utf8" });
  expect({ status, stderr }).toEqual({ status: 1, stderr: expect.stringContaining("'--nonsense'") });
});

describe.runIf(wheelObstacle(thisPlatform()) === undefined)("where the wheel serves", () => {
  const vendor = [
    "native: running the installer of @tensorflow/tfjs-node (5 minutes at most)",
    "native: it failed: Error: no storage",
  ];

  test("without a compiler it says so before it downloads anything, and leaves tfjs-node clean", () => {
    const project = folderWith(at(inProject, standIn([], failing)));
    const { status, stderr } = native(project);
    expect(status).toBe(1);
    expect(stderr.trim().split("\n")).toEqual([
      ...vendor,
      expect.stringMatching(/^native: no C\+\+ compiler: install g\+\+/),
    ]);
    expect(existsSync(join(project, "cache"))).toBe(false);
    expect(existsSync(join(project, inProject, "deps"))).toBe(false);
  });

  test("without Python it says so", () => {
    const project = folderWith(at(inProject, standIn([], failing)));
    mkdirSync(join(project, "nothing"));
    writeFileSync(join(project, "nothing", "g++"), "#!/bin/sh\n", { mode: 0o755 });
    const { status, stderr } = native(project);
    expect(status).toBe(1);
    expect(stderr.trim().split("\n").at(-1)).toMatch(/^native: no python3: install Python 3 with pip/);
  });
});
