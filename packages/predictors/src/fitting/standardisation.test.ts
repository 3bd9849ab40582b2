import { matrix, matrixRow } from "@weightcast/core";
import { expect, test } from "vitest";
import { fitStandardisation, standardise } from "./standardisation.js";

test("gives each column mean 0 and deviation 1; a constant column is only centred", () => {
  const x = matrix(Float64Array.of(1, 5, 0, 3, 5, 0, 5, 5, 0), 3, 2, 3);
  const standardisation = fitStandardisation(x);
  expect(standardisation.mean).toEqual([3, 5]);
  expect(standardisation.scale[0]).toBeCloseTo(Math.sqrt(8 / 3), 12);
  expect(standardisation.scale[1]).toBe(1);
  const result = standardise(x, standardisation);
  expect(Array.from(matrixRow(result, 2))).toEqual([Math.fround(2 / Math.sqrt(8 / 3)), 0]);
});

test("keeps large offsets exact enough: sums are in f64", () => {
  const x = matrix(Float64Array.of(1e8, 1e8 + 1, 1e8 + 2), 3, 1);
  expect(fitStandardisation(x).scale[0]).toBeCloseTo(Math.sqrt(2 / 3), 9);
});
