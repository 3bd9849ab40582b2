import { expect, test } from "vitest";
import * as api from "../src/index.js";

test("the package's public names", () => {
  expect(Object.keys(api).sort()).toEqual([
    "CancelledError",
    "InputError",
    "OutputExistsError",
    "OutputUnwritableError",
    "RandomStream",
    "TemporaryError",
    "UsageError",
    "WeightcastError",
    "allFinite",
    "copyRows",
    "csvText",
    "describeIssue",
    "formatNumber",
    "gatherRows",
    "issueProblem",
    "matrix",
    "matrixRow",
    "matrixRows",
    "nameAdvice",
    "oneOf",
    "parseJsonText",
    "parseNumber",
    "printable",
    "printableJson",
    "throwIfCancelled",
    "throwProblems",
    "unknownName",
  ]);
});
