import { expect, test } from "vitest";
import * as api from "../src/index.js";
import * as node from "../src/node.js";

test("the package's public names", () => {
  expect(Object.keys(api).sort()).toEqual([
    "PUBLISHED_COLLECTIONS",
    "PUBLISHED_FEATURES",
    "PUBLISHED_RESULTS",
    "halvingRungs",
    "hyperparameterStrata",
    "permuteHiddenUnits",
    "publishedResult",
    "rescaleHiddenUnits",
    "searchSpaceInWords",
  ]);
  expect(Object.keys(node).sort()).toEqual([
    "parseStoredJob",
    "reproduce",
    "reproduceShard",
    "search",
    "searchShard",
    "serveExperiments",
  ]);
});
