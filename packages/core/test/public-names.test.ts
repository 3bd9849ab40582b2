import { expect, test } from "vitest";
import * as api from "../src/index.js";

test("the package's public names", () => {
  expect(Object.keys(api).sort()).toEqual([
    "CancelledError",
    "InputError",
    "METRICS_SCHEMA",
    "Metrics",
    "OutputExistsError",
    "REQUIRED_METRICS",
    "RandomStream",
    "UsageError",
    "WeightcastError",
    "allFinite",
    "closestName",
    "createLayout",
    "gatherMetrics",
    "gatherRows",
    "headerOf",
    "matrix",
    "matrixRow",
    "matrixRows",
    "runOfCheckpoint",
    "sameLayout",
    "unknownName",
  ]);
});
