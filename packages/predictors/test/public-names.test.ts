import { expect, test } from "vitest";
import * as api from "../src/index.js";
import * as node from "../src/node.js";

test("the package's public names", () => {
  expect(Object.keys(api).sort()).toEqual([
    "Model",
    "PREDICTORS",
    "bestFeatures",
    "bestFirst",
    "ceilingOf",
    "checkModelFiles",
    "evaluateModel",
    "fitModel",
    "leaveOutSeen",
    "modelFiles",
    "modelFromFiles",
    "planFit",
    "predictorNamed",
    "rankByLabels",
    "registerPredictor",
    "rowsToScore",
    "scoreNetworks",
    "setWasmFolder",
    "stoppingPart",
    "useBackend",
  ]);
  expect(Object.keys(node).sort()).toEqual(["loadModel", "saveModel"]);
});
