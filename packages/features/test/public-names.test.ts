import { expect, test } from "vitest";
import * as api from "../src/index.js";

test("the package's public names", () => {
  expect(Object.keys(api).sort()).toEqual([
    "FEATURE_FAMILIES",
    "FEATURE_STATE_FOLDER",
    "checkFeatures",
    "compileFeatures",
    "consensusRanking",
    "dreamImages",
    "dreamtSetsOf",
    "featureBatches",
    "featureSyntaxError",
    "featureTable",
    "finiteRows",
    "fitFeatures",
    "imageAnswers",
    "kernelSingularValues",
    "knownActivations",
    "labelsInTurn",
    "layerStatistics",
    "probedNetworks",
    "registerFeatureFamily",
    "zooMap",
  ]);
});
