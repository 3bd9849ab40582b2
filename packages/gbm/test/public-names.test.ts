import { expect, it } from "vitest";
import * as api from "../src/index.js";

it("exports these names", () => {
  expect(Object.keys(api).sort()).toEqual([
    "Booster",
    "GBMClassifier",
    "GBMRanker",
    "GBMRegressor",
    "checkParameters",
    "crossValidate",
    "metrics",
    "objectives",
    "partialDependence",
    "trainBooster",
  ]);
});
