import { expect, test } from "vitest";
import * as api from "../src/index.js";

test("the package's public names", () => {
  expect(Object.keys(api).sort()).toEqual([
    "bootstrapScores",
    "bootstrapStrataTau",
    "checkLevel",
    "conformalRadius",
    "intervalScores",
    "kendallTau",
    "nfnParts",
    "parseNfnPermutation",
    "parseSplit",
    "parseSplitSpec",
    "scoreTable",
    "scores",
    "splitOfZoo",
    "splitRows",
    "splitRuns",
    "splitZoo",
    "strataTau",
    "tauCeiling",
    "testSetSize",
  ]);
});
