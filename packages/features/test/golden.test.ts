import { readFileSync } from "node:fs";
import { matrix, matrixRow } from "@weightcast/core";
import { describe, expect, test } from "vitest";
import { compileFeatures } from "../src/index.js";
import cases from "./golden/cases.json" with { type: "json" };
import { layoutOf } from "./layouts.js";

function goldenBytes(file: string): ArrayBuffer {
  return new Uint8Array(readFileSync(new URL(`golden/${file}`, import.meta.url))).buffer;
}

describe.each(Object.entries(cases))("numpy's features of %s", async (name, { tensors, rows, sets }) => {
  const layout = layoutOf(tensors as [string, number[]][]);
  const weights = matrix(new Float32Array(goldenBytes(`${name}.weights.f32`)), rows, layout.parameters);
  const features = compileFeatures(sets.join("+"), layout);
  const width = features.columns.length;
  const expected = matrix(new Float64Array(goldenBytes(`${name}.features.f64`)), rows, width);
  const actual = matrix(new Float64Array(rows * width), rows, width);
  await features.extract(weights, actual);

  test("the golden file holds as many columns", () => {
    expect(expected.data.length).toBe(rows * width);
  });

  test.each(Array.from({ length: rows }, (_, row) => row))("row %i", (row) => {
    const wanted = matrixRow(expected, row);
    const found = matrixRow(actual, row);
    for (const [index, column] of features.columns.entries()) {
      const value = wanted[index]!;
      if (Number.isFinite(value)) {
        // Sums differ in their last bits, as numpy adds in pairs; a mean may cancel to almost nothing beside the
        // deviation, the column before it.
        const scale = Math.max(Math.abs(value), column.endsWith(":mean") ? wanted[index - 1]! : 0);
        expect(Math.abs(found[index]! - value), column).toBeLessThanOrEqual(1e-12 * scale);
      } else expect(found[index], column).toBe(value);
    }
  });

  test("percentiles agree to the last bit", () => {
    const isPercentile = features.columns.map((column) => /:q[\d.]+$/.test(column));
    const percentilesOf = (values: Float64Array) =>
      Array.from(values)
        .filter((_, i) => isPercentile[i % width])
        .map((value) => value + 0);
    expect(percentilesOf(actual.data)).toEqual(percentilesOf(expected.data));
  });
});
