import { expect, test } from "vitest";
import type { Measure } from "../measures/measures.js";
import type { ColumnFilters } from "./column-filter.js";
import { applyFilters, binned, countBins } from "./cross-filter.js";

const rate: Measure = { name: "rate", label: "rate", values: [0.1, 0.2, 0.3, 0.4, Number.NaN] };
const optimizer: Measure = {
  name: "optimizer",
  label: "optimizer",
  values: [0, 1, 0, 1, 1],
  categories: ["adam", "sgd"],
};
const measures = [rate, optimizer];
const rows = Int32Array.of(0, 1, 2, 3, 4);

test("rows pass all filters; a missing value passes no range", () => {
  const filters: ColumnFilters = new Map([
    ["rate", { kind: "range", low: 0.15, high: 1 }],
    ["optimizer", { kind: "words", words: ["sgd"] }],
  ]);
  expect(Array.from(applyFilters(rows, measures, filters).rows)).toEqual([1, 3]);
  expect(
    Array.from(applyFilters(rows, measures, new Map([["none", { kind: "words", words: [] }]])).rows),
  ).toEqual([0, 1, 2, 3, 4]);
});

test("a histogram counts what passes the filters of the others, not its own", () => {
  const filters: ColumnFilters = new Map([["optimizer", { kind: "words", words: ["sgd"] }]]);
  const { failing } = applyFilters(rows, measures, filters);
  expect(Array.from(countBins(binned(optimizer, rows), filters, failing))).toEqual([2, 3]);
  const counts = countBins(binned(rate, rows), filters, failing);
  expect(counts.reduce((a, b) => a + b)).toBe(2);
  expect(counts.at(-1)).toBe(1);
  expect(counts[0]).toBe(0);
});
