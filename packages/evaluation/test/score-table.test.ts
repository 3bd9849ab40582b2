import { expect, test } from "vitest";
import { scores, scoreTable } from "../src/index.js";

test("aligns columns and rounds to 4 decimals", () => {
  const table = scoreTable([
    { name: "train", scores: scores([0.1, 0.2, 0.4], [0.1, 0.3, 0.2]) },
    { name: "validation", scores: scores([0.5], [1234.5]) },
  ]);
  expect(table.split("\n")).toEqual([
    "            rows       R2           MSE        MAD     tau",
    "train          3  -0.0714        0.0167     0.1000  0.3333",
    "validation     1        -  1522756.0000  1234.0000       -",
  ]);
});

test("of nothing is its header", () => {
  expect(scoreTable([])).toBe("  rows  R2  MSE  MAD  tau");
});
