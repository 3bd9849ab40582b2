import { expect, test } from "vitest";
import { metricsOf } from "./small-zoo.js";

/** The run of each row, from lines of a checkpoint and its modeldir. */
const runsOfRows = (...rows: readonly (readonly [checkpoint: string, modeldir: string])[]) => {
  const lines = rows.map(([checkpoint, modeldir], row) => `${checkpoint},${modeldir},${row}`);
  const { runs, runOfRow } = metricsOf([",modeldir,step", ...lines].join("\n"));
  return Array.from(runOfRow, (run) => runs[run]);
};

test("a run is the folder of its checkpoints, named by the folder's last part", () => {
  expect(runsOfRows(["zoo/m/00012/c-1", "x"], ["zoo/m/00012/c-2", "x"], ["zoo/m/3/c-1", "y"])).toEqual([
    "00012",
    "00012",
    "3",
  ]);
  expect(metricsOf(",step\nzoo/m/1/c-0,0\nzoo/m/2/c-0,0").runs).toEqual(["1", "2"]);
});

test("folders that end alike, as in two zoos put together, are different runs with their whole names", () => {
  const rows = ["zoo/t/00000/c-1", "zoo/t/00000/c-2", "zoo/u/00000/c-1", "zoo/u/00001/c-1"];
  expect(runsOfRows(...rows.map((row) => [row, ""] as const))).toEqual([
    "zoo/t/00000",
    "zoo/t/00000",
    "zoo/u/00000",
    "zoo/u/00001",
  ]);
});

test("checkpoints without a folder, such as a table's row numbers, belong to the run of their modeldir", () => {
  const rows = runsOfRows(["0", "zoo/t/00000"], ["1", "zoo/t/00000"], ["2", "zoo/t/00001"]);
  expect(rows).toEqual(["00000", "00000", "00001"]);
  expect(runsOfRows(["./c-0", "a/1/"], ["c-1", "a/1"], ["c-0", "a/2"])).toEqual(["1", "1", "2"]);
});

test("so do checkpoints that all lie in one folder", () => {
  expect(runsOfRows(["all/0", "zoo/1"], ["all/1", "zoo/1"], ["all/2", "zoo/2"])).toEqual(["1", "1", "2"]);
});

test("one modeldir for a whole zoo does not join its runs", () => {
  expect(runsOfRows(["zoo/1/c-0", "zoo"], ["zoo/1/c-1", "zoo"], ["zoo/2/c-0", "zoo"])).toEqual([
    "1",
    "1",
    "2",
  ]);
});

test("paths of Windows", () => {
  const rows = runsOfRows(["zoo\\t\\00000\\c-1", ""], ["zoo\\t\\00000\\c-2", ""], ["zoo\\t\\00001\\c-1", ""]);
  expect(rows).toEqual(["00000", "00000", "00001"]);
});

test("a checkpoint without a folder and a modeldir is a run of its own", () => {
  expect(runsOfRows(["a", ""], ["b", ""], ["", ""])).toEqual(["a", "b", ""]);
});
