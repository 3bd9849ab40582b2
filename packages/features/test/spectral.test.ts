import { readFileSync } from "node:fs";
import { UsageError } from "@weightcast/core";
import { describe, expect, test } from "vitest";
import { compileFeatures } from "../src/index.js";
import { SPECTRUM_COLUMNS } from "../src/spectral/spectrum.js";
import { featuresOf, layoutOf, SMALL_CNN } from "./layouts.js";

interface GoldenCase {
  readonly shape: readonly number[];
  readonly values: readonly number[];
  readonly described: readonly (number | null)[];
}

const GOLDEN = JSON.parse(
  readFileSync(new URL("golden/spectral/spectral.json", import.meta.url), "utf8"),
) as Readonly<Record<string, GoldenCase>>;

describe("spectral", () => {
  test.each(Object.entries(GOLDEN))("a %s kernel is described as numpy does", async (_, golden) => {
    const layout = layoutOf([["dense/kernel:0", golden.shape]]);
    const found = await featuresOf("spectral", layout, Float32Array.from(golden.values));
    const { columns } = compileFeatures("spectral", layout);
    SPECTRUM_COLUMNS.forEach((column, i) => {
      const expected = golden.described[i];
      const value = found[columns.indexOf(`dense/kernel:${column}`)];
      if (expected === null || expected === undefined) {
        expect(value, column).toBeUndefined();
        return;
      }
      // The smallest singular values come from squares, whose rounding is relative to the largest one.
      expect(Math.abs((value ?? Number.NaN) - expected), column).toBeLessThan(
        1e-6 * (1 + Math.abs(expected)),
      );
    });
  });

  test.each([
    ["zeros", new Float32Array(4)],
    ["a NaN", Float32Array.of(1, Number.NaN, 2, 3)],
    ["an infinity", Float32Array.of(1, Number.POSITIVE_INFINITY, 2, 3)],
  ])("%s in a kernel gives NaN", async (_, kernel) => {
    const found = await featuresOf("spectral", layoutOf([["dense/kernel:0", [2, 2]]]), kernel);
    expect(Array.from(found).every(Number.isNaN)).toBe(true);
  });

  test("a kernel that is too small for a power law has no columns of it", () => {
    const { columns } = compileFeatures(
      "spectral",
      layoutOf([
        ["conv2d/kernel:0", [3, 3, 1, 16]],
        ["dense/kernel:0", [16, 10]],
      ]),
    );
    const laws = columns.filter((column) => column.includes("alpha"));
    expect(laws).toEqual(
      ["alpha", "alpha-distance", "alpha-weighted", "log-alpha-norm"].map((name) => `dense/kernel:${name}`),
    );
  });

  test("the values 3 and 4 of a diagonal matrix", async () => {
    const found = await featuresOf(
      "spectral",
      layoutOf([["dense/kernel:0", [2, 2]]]),
      Float32Array.of(3, 0, 0, 4),
    );
    const names = compileFeatures("spectral", layoutOf([["dense/kernel:0", [2, 2]]])).columns;
    const columns = Object.fromEntries(
      names.map((column, i) => [column.replace("dense/kernel:", ""), found[i]]),
    );
    expect(columns["log-norm"]).toBeCloseTo(Math.log10(25), 12);
    expect(columns["stable-rank"]).toBeCloseTo(25 / 16, 12);
    expect(columns["singular-q100"]).toBeCloseTo(4, 12);
    expect(columns.alpha).toBeUndefined();
  });
});

describe("features of networks with any number of layers", () => {
  const row = Float32Array.from({ length: SMALL_CNN.parameters }, (_, i) => Math.sin(i * 1.7));

  test("first and last layers have the statistics of the layers by number", async () => {
    const every = compileFeatures("layer-statistics", SMALL_CNN).columns;
    const all = await featuresOf("layer-statistics", SMALL_CNN, row);
    const set = "layer-statistics:first-2+layer-statistics:last-1";
    const { columns } = compileFeatures(set, SMALL_CNN);
    const found = await featuresOf(set, SMALL_CNN, row);
    expect(found[columns.indexOf("first-1/kernel:std")]).toBe(all[every.indexOf("conv2d_1/kernel:std")]);
    expect(found[columns.indexOf("last-0/bias:q25")]).toBe(all[every.indexOf("dense/bias:q25")]);
    expect(columns).toHaveLength(3 * 2 * 7);
  });

  test("layers and biases that a network lacks are NaN", async () => {
    const layout = layoutOf([
      ["dense/kernel:0", [2, 2]],
      ["norm/gamma:0", [2]],
    ]);
    const set = "layer-statistics:first-2-qts:50";
    const { columns } = compileFeatures(set, layout);
    const found = await featuresOf(set, layout, Float32Array.of(1, 2, 3, 4, 5, 6));
    expect(columns).toEqual(
      ["kernel", "bias"]
        .flatMap((role) => ["q50", "std", "mean"].map((name) => `first-0/${role}:${name}`))
        .concat(
          ["kernel", "bias"].flatMap((role) =>
            ["q50", "std", "mean"].map((name) => `first-1/${role}:${name}`),
          ),
        ),
    );
    expect(found[0]).toBe(2.5);
    expect(Array.from(found.slice(3)).every(Number.isNaN)).toBe(true);
  });

  test("summaries over layers have the same columns for every network", async () => {
    const set = "spectral:over-layers+layer-statistics:over-layers";
    const { columns } = compileFeatures(set, SMALL_CNN);
    expect(compileFeatures(set, layoutOf([["a/kernel:0", [3, 3]]])).columns).toEqual(columns);
    const every = compileFeatures("spectral", SMALL_CNN).columns;
    const all = await featuresOf("spectral", SMALL_CNN, row);
    const ranks = every.flatMap((column, i) => (column.endsWith(":stable-rank") ? [all[i] ?? 0] : []));
    const found = await featuresOf(set, SMALL_CNN, row);
    expect(ranks).toHaveLength(4);
    expect(found[columns.indexOf("layers/kernel:stable-rank:max")]).toBe(Math.max(...ranks));
    expect(found[columns.indexOf("layers/kernel:stable-rank:mean")]).toBeCloseTo(
      ranks.reduce((sum, rank) => sum + rank, 0) / 4,
      12,
    );
  });

  test.each(["spectral:first-0", "spectral:middle", "layer-statistics:last-x"])("%s is refused", (name) => {
    expect(() => compileFeatures(name, SMALL_CNN)).toThrow(UsageError);
  });
});
