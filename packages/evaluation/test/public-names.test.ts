import { expect, test } from "vitest";
import * as api from "../src/index.js";

test("the package's public names", () => {
  expect(Object.keys(api).sort()).toEqual([
    "bootstrapSamples",
    "bootstrapScores",
    "bootstrapStrataTau",
    "calibrationBins",
    "checkLevel",
    "conformalRadius",
    "holmAdjusted",
    "intervalScores",
    "kendallTau",
    "nfnParts",
    "pairedDifference",
    "parseNfnPermutation",
    "parseSplit",
    "parseSplitSpec",
    "scoreEstimates",
    "scoreTable",
    "scores",
    "splitOfZoo",
    "splitRows",
    "splitRuns",
    "splitZoo",
    "spreadOf",
    "strataTau",
    "tauCeiling",
    "testSetSize",
  ]);
});
