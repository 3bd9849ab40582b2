import { expect, test } from "vitest";
import type { ShownTable } from "./results-reader.js";
import { orderedRows, wordColumns } from "./table-order.js";

const cell = (text: string, sort: number | null = null) => ({ text, small: null, sort });
const TABLE: ShownTable = {
  name: "scores",
  title: "Scores",
  caption: "",
  columns: [
    { name: "predictor", heading: "predictor", isText: true },
    { name: "r2", heading: "R²", isText: false },
  ],
  rows: [
    [cell("gbm"), cell("0.5", 0.5)],
    [cell("dnn"), cell("–")],
    [cell("gbm"), cell("0.9", 0.9)],
    [cell("dnn"), cell("0.7", 0.7)],
  ],
};

test("rows are sorted by numbers, those without one last whatever the direction", () => {
  expect(orderedRows(TABLE, new Map(), undefined)).toEqual([0, 1, 2, 3]);
  expect(orderedRows(TABLE, new Map(), { column: 1, sign: -1 })).toEqual([2, 3, 0, 1]);
  expect(orderedRows(TABLE, new Map(), { column: 1, sign: 1 })).toEqual([0, 3, 2, 1]);
});

test("rows are sorted by words, and kept by them", () => {
  expect(orderedRows(TABLE, new Map(), { column: 0, sign: 1 })).toEqual([1, 3, 0, 2]);
  expect(orderedRows(TABLE, new Map([[0, "gbm"]]), { column: 1, sign: -1 })).toEqual([2, 0]);
});

test("columns of few words can be filtered", () => {
  expect(wordColumns(TABLE)).toEqual([{ column: 0, heading: "predictor", words: ["gbm", "dnn"] }]);
});
