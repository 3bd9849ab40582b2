import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Metrics, type Zoo } from "@weightcast/zoo";
import { openZoo } from "@weightcast/zoo-io/node";
import { afterAll, beforeAll, expect, test } from "vitest";
import { hyperparameterStrata } from "../src/index.js";
import { writeSmallZoo } from "./small-zoo.js";

let folder: string;
let zoo: Zoo;
const RUNS = 400;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "weightcast-strata-"));
  const path = join(folder, "zoo");
  await writeSmallZoo(path, { runs: RUNS });
  zoo = await openZoo(path);
});
afterAll(() => rm(folder, { recursive: true }));

/** The rows of each stratum. */
function groupsOf(rows: Int32Array): number[][] {
  const groups: number[][] = [];
  for (const [i, stratum] of hyperparameterStrata(zoo.metrics, rows)!.entries()) {
    groups[stratum] ??= [];
    groups[stratum].push(rows[i]!);
  }
  return groups;
}

const finals = Int32Array.from({ length: RUNS }, (_, run) => 2 * run + 1);

test("rows of a stratum share optimizer, activation and initialiser", () => {
  for (const group of groupsOf(finals)) {
    for (const name of ["optimizer", "activation", "w_init"]) {
      const words = zoo.metrics.text(`config.${name}`);
      expect(new Set(group.map((row) => words[row])).size).toBe(1);
    }
  }
});

test("strata are halved by the learning rate first, and further as far as 8 rows are left in each", () => {
  const groups = groupsOf(finals);
  const sizes = groups.map((group) => group.length);
  // 8 combinations of 50 rows or so each: halved at least once, and not below 8.
  expect(groups.length).toBeGreaterThanOrEqual(16);
  expect(Math.min(...sizes)).toBeGreaterThanOrEqual(8);
  expect(sizes.reduce((a, b) => a + b)).toBe(RUNS);
  const rates = zoo.metrics.numbers("config.learning_rate");
  const words = ["optimizer", "activation", "w_init"].map((name) => zoo.metrics.text(`config.${name}`));
  const key = (row: number) => words.map((word) => word[row]).join();
  for (const combination of new Set(groups.map(([row]) => key(row!)))) {
    const alike = groups.filter(([row]) => key(row!) === combination);
    const median = alike
      .flat()
      .map((row) => rates[row]!)
      .sort((a, b) => a - b)[(alike.flat().length - 1) >> 1]!;
    for (const group of alike) {
      expect(new Set(group.map((row) => rates[row]! <= median)).size).toBe(1);
    }
  }
});

test("few rows are divided by their words alone", () => {
  const groups = groupsOf(finals.subarray(0, 12));
  expect(groups.flat().sort((a, b) => a - b)).toEqual(Array.from(finals.subarray(0, 12)));
  expect(groups.length).toBeLessThanOrEqual(8);
});

test("there are none where the metrics lack a hyperparameter", () => {
  const columns = new Map(zoo.metrics.columns);
  columns.delete("config.dropout");
  expect(hyperparameterStrata(new Metrics(columns), finals)).toBeUndefined();
});
