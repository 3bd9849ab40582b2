import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { runCli } from "./run-cli.js";
import { RUNS, STEPS, writeSmallZoo } from "./small-zoo.js";

const ROWS = RUNS * STEPS.length;
/** Rows in steps of 7 around the zoo. 7 and the number of rows have no common factor, so each comes once. */
const ORDER = Array.from({ length: ROWS }, (_, i) => (7 * i + 3) % ROWS);

let folder: string;
let zoo: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "weightcast-nfn-"));
  zoo = join(folder, "zoo");
  await writeSmallZoo(zoo);
});
afterAll(() => rm(folder, { recursive: true }));

async function writePermutation(name: string, rows: readonly (number | string)[]): Promise<string> {
  const file = join(folder, name);
  await writeFile(file, `${rows.join("\n")}\n`);
  return file;
}

function fit(output: string, ...more: readonly string[]) {
  return runCli(
    "fit",
    zoo,
    "--predictor",
    "gbm",
    "--features",
    "wstats-glob",
    "-o",
    join(folder, output),
    ...more,
  );
}

test("fit divides the runs by a permutation file, whatever their checkpoints", async () => {
  const file = await writePermutation("small_split.csv", [0, ...ORDER]);
  const runsOfParts: Record<string, number[]>[] = [];
  for (const checkpoint of ["final", "all"]) {
    expect(await fit(checkpoint, "--split", `nfn:${file}`, "--checkpoint", checkpoint)).toMatchObject({
      code: 0,
    });
    const rows = JSON.parse(await readFile(join(folder, checkpoint, "rows.json"), "utf8"));
    const runsOf = (part: string): number[] =>
      Array.from(new Set(rows[part].map((row: number) => Math.floor(row / STEPS.length))));
    runsOfParts.push({ train: runsOf("train"), validation: runsOf("validation"), test: runsOf("test") });
  }
  const [final, all] = runsOfParts as [Record<string, number[]>, Record<string, number[]>];
  expect(final).toEqual(all);
  const finals = ORDER.filter((row) => row % STEPS.length === STEPS.length - 1);
  const secondHalf = finals.slice(RUNS / 2).map((row) => Math.floor(row / STEPS.length));
  expect(final.test).toEqual(secondHalf.sort((a, b) => a - b));
  expect([final.train!.length, final.validation!.length]).toEqual([24, 6]);
  const manifest = JSON.parse(await readFile(join(folder, "final", "manifest.json"), "utf8"));
  expect(manifest.split).toBe(`nfn:${file}`);
});

test("search divides a zoo so too; reproduce refuses it for several", async () => {
  const file = await writePermutation("search_split.csv", [0, ...ORDER]);
  const output = join(folder, "search");
  const search = ["search", zoo, "--predictor", "logit-linear", "--features", "wstats-glob", "--trials", "1"];
  const { code, stderr } = await runCli(...search, "--split", `nfn:${file}`, "-o", output);
  expect(code, stderr).toBe(0);
  const { split } = JSON.parse(await readFile(join(output, "request.json"), "utf8"));
  expect(split).toMatch(/^nfn:.*search_split\.csv [0-9a-f]{12}$/);
  const reproduced = await runCli(
    "reproduce",
    zoo,
    zoo,
    "--split",
    `nfn:${file}`,
    "-o",
    join(folder, "refused"),
  );
  expect(reproduced).toMatchObject({ code: 2, stdout: "" });
  expect(reproduced.stderr).toContain("is a permutation of the rows of one zoo; give one zoo, not 2");
});

test.each<[string, readonly (number | string)[], RegExp]>([
  ["of another zoo", [0, 2, 1], /p\.csv: is a permutation of 3 rows, but the zoo has 120/],
  ["of runs and parts", ["run,part", "00000,train"], /p\.csv, row 0: 'run,part' is not a row number/],
  ["that repeats a row", [0, ...ORDER.with(5, 3)], /p\.csv, row 6: 3 already occurs in row 1/],
])("refuses a file %s, and writes nothing", async (_, rows, message) => {
  const file = await writePermutation("p.csv", rows);
  const { code, stdout, stderr } = await fit("refused", "--split", `nfn:${file}`);
  expect(stderr).toMatch(message);
  expect(stderr.trim().split("\n")).toHaveLength(1);
  expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
  expect(await readdir(folder)).not.toContain("refused");
});

test.each([
  ["nfn:", /names no file; an example: nfn:cifar10_split\.csv/],
  ["nfn:none.csv", /none\.csv: does not exist/],
])("refuses --split %s", async (split, message) => {
  const { code, stderr } = await fit("refused", "--split", split);
  expect(stderr).toMatch(message);
  expect(code).toBe(2);
});
