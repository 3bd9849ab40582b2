import { readFileSync } from "node:fs";
import { type Matrix, matrix } from "@weightcast/core";
import { expect, test } from "vitest";
import { kernelSingularValues, zooMap } from "../src/index.js";
import { leadingEigenvectors } from "../src/map/leading-eigenvectors.js";
import { rankComponents } from "../src/map/rank-components.js";
import { sampleZoo } from "./sample-zoo.js";

interface Golden {
  readonly table: readonly (readonly number[])[];
  readonly used: readonly number[];
  readonly places: readonly (readonly number[])[];
  readonly shares: readonly number[];
}

const GOLDEN: Golden = JSON.parse(
  readFileSync(new URL("golden/map/components.json", import.meta.url), "utf8"),
);

function tableOf(rows: readonly (readonly number[])[]): Matrix {
  return matrix(Float64Array.from(rows.flat()), rows.length, rows[0]?.length ?? 0);
}

test("components of ranks are those of numpy and scipy; rows that are left out have no place", () => {
  const isUsed = GOLDEN.table.map((_, row) => (GOLDEN.used.includes(row) ? 1 : 0));
  const { places, shares } = rankComponents(tableOf(GOLDEN.table), isUsed, 2);
  for (const [i, row] of GOLDEN.used.entries()) {
    for (const [component, expected] of (GOLDEN.places[i] ?? []).entries()) {
      expect(places[2 * row + component]).toBeCloseTo(expected, 9);
    }
  }
  expect(shares[0]).toBeCloseTo(GOLDEN.shares[0] ?? Number.NaN, 12);
  expect(shares[1]).toBeCloseTo(GOLDEN.shares[1] ?? Number.NaN, 12);
  expect(Array.from(places.subarray(0, 2))).toEqual([Number.NaN, Number.NaN]);
});

test("a table without variance, and an empty one, have all rows in one place", () => {
  const constant = rankComponents(tableOf([[1], [1], [1]]), [1, 1, 1], 2);
  expect(Array.from(constant.places)).toEqual([0, 0, 0, 0, 0, 0]);
  expect(constant.shares).toEqual([0, 0]);
  expect(rankComponents(matrix(new Float64Array(), 0, 3), [], 2).places.length).toBe(0);
});

test("equal eigenvalues have orthogonal eigenvectors", () => {
  const identity = Float64Array.of(2, 0, 0, 0, 2, 0, 0, 0, 1);
  const [first, second] = leadingEigenvectors(identity, 3, 2);
  expect([first?.value, second?.value]).toEqual([2, 2]);
  expect(first?.vector.reduce((sum, value, i) => sum + value * (second?.vector[i] ?? 0), 0)).toBeCloseTo(
    0,
    12,
  );
  expect(first?.vector[2]).toBeCloseTo(0, 6);
});

test("the map of the sample puts networks of similar accuracy together", async () => {
  const zoo = sampleZoo();
  const rows = Int32Array.from({ length: zoo.rows }, (_, row) => row);
  const { x, y, shares } = await zooMap(zoo, rows);
  expect(shares[0]).toBeGreaterThan(shares[1]);
  expect(shares[0] + shares[1]).toBeLessThan(1);
  const truth = zoo.metrics.numbers("test_accuracy");
  let [toNearest, toAny] = [0, 0];
  for (const row of rows) {
    const others = rows.filter((other) => other !== row);
    const distance = (other: number) => Math.hypot(x[row]! - x[other]!, y[row]! - y[other]!);
    const nearest = others.reduce((best, other) => (distance(other) < distance(best) ? other : best));
    toNearest += Math.abs(truth[row]! - truth[nearest]!);
    toAny += others.reduce((sum, other) => sum + Math.abs(truth[row]! - truth[other]!), 0) / others.length;
  }
  expect(toNearest).toBeLessThan(0.6 * toAny);
});

test("a network that is not finite has no place on the map", async () => {
  const zoo = sampleZoo();
  const rows = Int32Array.of(5, 1, 9);
  const { weights } = (await zoo.blocks({ rows: [1] }).next()).value!;
  weights.data[0] = Number.NaN;
  const { x } = await zooMap(zoo, rows);
  expect([x[1], Number.isFinite(x[0]), Number.isFinite(x[2])]).toEqual([Number.NaN, true, true]);
});

test("singular values of a kernel come from its positions together, descending", () => {
  const kernel = Float32Array.of(3, 0, 0, 4, 0, 5, 12, 0);
  expect(Array.from(kernelSingularValues(kernel, [2, 2, 2]))).toEqual([12, 5, 4, 3]);
  expect(kernelSingularValues(Float32Array.of(1, Number.NaN), [1, 2]).length).toBe(0);
});
