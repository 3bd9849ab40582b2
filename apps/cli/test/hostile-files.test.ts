import { spawnSync } from "node:child_process";
import { existsSync, openSync } from "node:fs";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { afterAll, beforeAll, expect, test } from "vitest";
import { MAIN, runCli } from "./run-cli.js";
import { writeSmallZoo } from "./small-zoo.js";

let folder: string;
let zoo: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "weightcast-hostile-"));
  zoo = join(folder, "zoo");
  await writeSmallZoo(zoo);
});
afterAll(() => rm(folder, { recursive: true }));

test("hyperparameters may begin with a byte order mark", async () => {
  const params = join(folder, "bom.json");
  await writeFile(params, '\uFEFF{"num_leaves": 4}');
  const { code, stderr } = await runCli(
    ...["fit", zoo, "--features", "wstats-glob", "--params", params, "-o", join(folder, "with-bom")],
  );
  expect([code, stderr]).toEqual([0, ""]);
});

test("escape sequences in names and cells do not reach the terminal", async () => {
  const hostile = join(folder, "escapes");
  await writeSmallZoo(hostile);
  const packed = join(hostile, "metrics.csv.gz");
  const text = gunzipSync(await readFile(packed)).toString();
  await writeFile(join(hostile, "metrics.csv"), text.replaceAll("relu", "\u001b]0;owned\u0007\u009b2Jrelu"));
  await rm(packed);
  const layout = join(hostile, "layout.csv");
  await writeFile(layout, (await readFile(layout, "utf8")).replace("net/", "net/\u001b[5m"));

  const { code, stdout } = await runCli("zoo", "info", hostile);
  expect(code).toBe(0);
  expect(stdout).toContain("\ufffd]0;owned\ufffd\ufffd2Jrelu");
  expect(stdout).not.toMatch(/[^\P{Cc}\n]/u);

  const json = await runCli("zoo", "info", hostile, "--json");
  expect(json.stdout).not.toMatch(/[^\P{Cc}\n]/u);
  const counts = JSON.parse(json.stdout).metrics["config.activation"].counts;
  expect(Object.keys(counts)).toContain("\u001b]0;owned\u0007\u009b2Jrelu");
});

test.runIf(existsSync("/dev/full"))("a full disk under stdout is told in one line", () => {
  const stdout = openSync("/dev/full", "w");
  const { status, stderr } = spawnSync(process.execPath, [MAIN, "zoo", "info", zoo], {
    stdio: ["ignore", stdout, "pipe"],
    encoding: "utf8",
  });
  expect([status, stderr]).toEqual([1, "weightcast: cannot write to stdout: no space is left on the disk\n"]);
});

test.each<[string, string[], object]>([
  ["a missing zoo", ["zoo", "info", "/nowhere"], { code: "BAD_INPUT", file: "/nowhere" }],
  ["an unknown option", ["zoo", "info", "/nowhere", "--colour"], { code: "BAD_USAGE" }],
])("with --json %s is told as one document", async (_, args, error) => {
  const { code, stdout, stderr } = await runCli(...args, "--json");
  expect(code).toBe(2);
  expect(JSON.parse(stdout)).toMatchObject({ error });
  expect(stderr).toBe(`weightcast: ${JSON.parse(stdout).error.message}\n`);
});

test.runIf(process.platform === "linux").each<[string, string, string[], RegExp]>([
  ["open files", "ulimit -n 40", ["zoo", "info", "ZOO"], /^weightcast: .*ulimit -n/],
  [
    "addresses",
    "ulimit -v 4000000",
    ["fit", "ZOO", "--predictor", "gbm", "--features", "network-statistics", "-o", "MODEL"],
    /^weightcast: .*ulimit -v/,
  ],
])("a limit of %s is told in one line, and that it may be lifted", (_, limit, words, message) => {
  const args = words.map((word) => ({ ZOO: zoo, MODEL: join(folder, "limited") })[word] ?? word);
  const { status, stdout, stderr } = spawnSync(
    "sh",
    ["-c", `${limit}; exec "$@"`, "sh", process.execPath, MAIN, ...args],
    { encoding: "utf8" },
  );
  // Later versions of Node need fewer open files, and no addresses beyond those in use: these limits let the command end well.
  if (Number.parseInt(process.versions.node, 10) >= 24) return expect([status, stderr]).toEqual([0, ""]);
  expect([status, stdout]).toEqual([75, ""]);
  expect(stderr).toMatch(message);
  expect(stderr.trim().split("\n")).toHaveLength(1);
});
