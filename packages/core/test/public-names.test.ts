import { expect, test } from "vitest";
import * as api from "../src/index.js";

test("the package's public names", () => {
  expect(Object.keys(api).sort()).toEqual([
    "CancelledError",
    "InputError",
    "METRICS_SCHEMA",
    "Metrics",
    "OutputExistsError",
    "OutputUnwritableError",
    "REQUIRED_METRICS",
    "RandomStream",
    "UsageError",
    "WEIGHT_HASH",
    "WeightcastError",
    "allFinite",
    "createLayout",
    "gatherMetrics",
    "gatherRows",
    "headerOf",
    "matrix",
    "matrixRow",
    "matrixRows",
    "nameAdvice",
    "runOfCheckpoint",
    "sameLayout",
    "unknownName",
    "weightHash",
    "zooWithBlocks",
  ]);
});
