import { expect, test } from "vitest";
import * as api from "../src/index.js";

test("the package's public names", () => {
  expect(Object.keys(api).sort()).toEqual([
    "FONTS",
    "allFigures",
    "cellText",
    "parseEnvironment",
    "parseResults",
    "renderReport",
    "reportTables",
    "sortNumber",
    "tableCsv",
    "tableLatex",
    "themeStyle",
  ]);
});
