import { expect, test } from "vitest";
import type { ShownTable } from "./results-reader.js";
import { orderedRows, type TableOrder, wordColumns } from "./table-order.js";

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

const rowsOf = (order?: TableOrder, words: readonly (readonly [string, string])[] = []) =>
  orderedRows(TABLE, { order, words: new Map(words) });

test("rows are sorted by numbers, those without one last whatever the direction", () => {
  expect(rowsOf()).toEqual([0, 1, 2, 3]);
  expect(rowsOf({ column: "r2", sign: -1 })).toEqual([2, 3, 0, 1]);
  expect(rowsOf({ column: "r2", sign: 1 })).toEqual([0, 3, 2, 1]);
});

test("rows are sorted by words, and kept by them", () => {
  expect(rowsOf({ column: "predictor", sign: 1 })).toEqual([1, 3, 0, 2]);
  expect(rowsOf({ column: "r2", sign: -1 }, [["predictor", "gbm"]])).toEqual([2, 0]);
  expect(rowsOf(undefined, [["predictor", "nobody"]])).toEqual([]);
});

test("columns that the table does not have neither sort nor keep", () => {
  expect(rowsOf({ column: "none", sign: 1 }, [["none", "gbm"]])).toEqual([0, 1, 2, 3]);
});

test("columns of few words can be filtered", () => {
  expect(wordColumns(TABLE)).toEqual([{ name: "predictor", heading: "predictor", words: ["gbm", "dnn"] }]);
});
