import { InputError } from "@weightcast/core";
import type { ExperimentResults } from "@weightcast/evaluation";
import { expect, test } from "vitest";
import { parseEnvironment, parseResults } from "../src/index.js";
import { madeUpResults } from "./made-up-results.js";

const RESULTS = madeUpResults(["mnist", "fashion_mnist"], 10);

/** A copy of the results, changed. */
function changed(change: (results: object) => void): string {
  const copy = JSON.parse(JSON.stringify(RESULTS)) as object;
  change(copy);
  return JSON.stringify(copy);
}

function problemOf(text: string): string {
  try {
    parseResults(text, "results.json");
  } catch (error) {
    expect(error).toBeInstanceOf(InputError);
    return (error as InputError).message;
  }
  throw new Error("was read");
}

test("reads what was written", () => {
  expect(parseResults(JSON.stringify(RESULTS))).toEqual(RESULTS);
  const failures = [{ zoo: "mnist", what: "dnn on weights", problem: "diverged" }];
  const transfers = RESULTS.transfers.map((record) => ({ ...record, seen: 3 }));
  const more: ExperimentResults = { ...RESULTS, transfers, failures };
  expect(parseResults(JSON.stringify(more))).toEqual(more);
});

test.each<[string, (results: never) => void, RegExp]>([
  ["a later format", (r: { format: number }) => (r.format = 2), /format 2, but this version reads format 1/],
  ["no format", (r: { format?: number }) => delete r.format, /^results\.json: format: /],
  ["a missing list", (r: { cells?: unknown }) => delete r.cells, /^results\.json: cells: /],
  [
    "a score that is text",
    (r: { cells: { scores: { r2: { value: unknown } } }[] }) => (r.cells[3]!.scores.r2.value = "0.9"),
    /^results\.json: cells\.3\.scores\.r2\.value: /,
  ],
  [
    "points of two lengths",
    (r: { predictions: { points: { x: number[] } }[] }) => r.predictions[1]!.points.x.pop(),
    /^results\.json: predictions\.1\.points: x and y differ in length/,
  ],
  [
    "accuracies of another length",
    (r: { zoos: { biasRanges: { accuracy: number[] } }[] }) => r.zoos[0]!.biasRanges.accuracy.pop(),
    /^results\.json: zoos\.0\.biasRanges: x, y and accuracy differ in length/,
  ],
  [
    "a count below zero",
    (r: { zoos: { accuracyHistogram: number[] }[] }) => (r.zoos[0]!.accuracyHistogram[2] = -1),
    /^results\.json: zoos\.0\.accuracyHistogram\.2: /,
  ],
  [
    "a fit on no network",
    (r: { learningCurves: { points: { networks: number }[] }[] }) =>
      (r.learningCurves[0]!.points[0]!.networks = 0),
    /^results\.json: learningCurves\.0\.points\.0\.networks: /,
  ],
  [
    "a zoo that is not there",
    (r: { transfers: { to: string }[] }) => (r.transfers[1]!.to = "svhn"),
    /^results\.json: transfers\.1\.to: 'svhn' is not the name of one of the zoos/,
  ],
  [
    "an importance that is no number",
    (r: { importances: { layers: { contribution: unknown }[] }[] }) =>
      (r.importances[0]!.layers[1]!.contribution = null),
    /^results\.json: importances\.0\.layers\.1\.contribution: /,
  ],
  [
    "a difference of a zoo that is not there",
    (r: { differences: { zoo: string }[] }) => (r.differences[1]!.zoo = "svhn"),
    /^results\.json: differences\.1\.zoo: 'svhn' is not the name of one of the zoos/,
  ],
  [
    "networks that are not counted",
    (r: { transfers: { seen: unknown }[] }) => (r.transfers[2]!.seen = -1),
    /^results\.json: transfers\.2\.seen: /,
  ],
  [
    "two zoos of a name",
    (r: { zoos: { name: string }[] }) => (r.zoos[1]!.name = "mnist"),
    /^results\.json: zoos: two have the same name/,
  ],
])("names the field: %s", (_, change, problem) => {
  expect(problemOf(changed(change as (results: object) => void))).toMatch(problem);
});

test.each([
  ["nothing", ""],
  ["half a file", JSON.stringify(RESULTS).slice(0, 500)],
  ["a number beyond all doubles", changed(() => {}).replace('"seconds":5123', '"seconds":1e999')],
  ["a list", "[]"],
  ["null", "null"],
])("refuses %s", (_, text) => {
  expect(problemOf(text)).toMatch(/^results\.json: /);
});

test("an environment: what was written is read, anything else is refused by its field", () => {
  const written = { format: 1, weightcast: "0.1.0", first: null, last: null, machines: [] };
  expect(parseEnvironment(JSON.stringify(written))).toEqual(written);
  expect(() => parseEnvironment("{", "environment.json")).toThrow(InputError);
  expect(() => parseEnvironment('{ "format": 2 }', "environment.json")).toThrow(
    /^environment\.json: format: /,
  );
});
