import { RandomStream } from "@weightcast/core";
import { expect, test } from "vitest";
import type { Measure } from "../measures/measures.js";
import { type ColumnFilter, type ColumnFilters, keeps } from "./column-filter.js";
import { binned, CrossFilter } from "./cross-filter.js";

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
  const crossFilter = new CrossFilter(rows, measures);
  const filters: ColumnFilters = new Map([
    ["rate", { kind: "range", low: 0.15, high: 1 }],
    ["optimizer", { kind: "words", words: ["sgd"] }],
  ]);
  expect(Array.from(crossFilter.apply(filters))).toEqual([1, 3]);
  expect(Array.from(crossFilter.apply(new Map([["none", { kind: "words", words: [] }]])))).toEqual([
    0, 1, 2, 3, 4,
  ]);
});

test("a histogram counts what passes the filters of the others, not its own", () => {
  const crossFilter = new CrossFilter(rows, measures);
  crossFilter.apply(new Map([["optimizer", { kind: "words", words: ["sgd"] }]]));
  expect(Array.from(crossFilter.counts(binned(optimizer, rows)))).toEqual([2, 3]);
  const counts = crossFilter.counts(binned(rate, rows));
  expect(counts.reduce((a, b) => a + b)).toBe(2);
  expect(counts.at(-1)).toBe(1);
  expect(counts[0]).toBe(0);
});

test("counts that follow changes of filters are those of a fresh start", () => {
  const random = new RandomStream(3, "brush");
  const count = 500;
  const numbers = (name: string): Measure => ({
    name,
    label: name,
    values: Array.from({ length: count }, () => random.uniform()),
  });
  const words: Measure = {
    name: "word",
    label: "word",
    values: Array.from({ length: count }, () => Math.floor(3 * random.uniform())),
    categories: ["a", "b", "c"],
  };
  const all = [numbers("x"), numbers("y"), words];
  const every = Int32Array.from({ length: count }, (_, i) => i);
  const histograms = all.map((measure) => binned(measure, every));
  const brushed = new CrossFilter(every, all);
  for (let step = 0; step < 60; step++) {
    const filters: ColumnFilters = new Map<string, ColumnFilter>([
      ...["x", "y"].flatMap((name) => {
        if (random.uniform() < 0.3) return [];
        const low = random.uniform();
        return [[name, { kind: "range", low, high: low + random.uniform() }] as const];
      }),
      ...(random.uniform() < 0.5 ? [["word", { kind: "words", words: ["a", "c"] }] as const] : []),
    ]);
    const passing = every.filter((row) =>
      Array.from(filters).every(([name, filter]) =>
        keeps(all.find((one) => one.name === name)!, filter)(row),
      ),
    );
    expect(Array.from(brushed.apply(filters))).toEqual(Array.from(passing));
    const fresh = new CrossFilter(every, all);
    fresh.apply(filters);
    for (const histogram of histograms) expect(brushed.counts(histogram)).toEqual(fresh.counts(histogram));
  }
});
