import { expect, test } from "vitest";
import * as api from "../src/index.js";

test("the package's public names", () => {
  expect(Object.keys(api).sort()).toEqual([
    "CHECKPOINT_CHOICES",
    "DEFAULT_TARGET",
    "FURTHER_HYPERPARAMETERS",
    "FURTHER_METRICS",
    "HYPERPARAMETERS",
    "HYPERPARAMETER_PREFIX",
    "METRICS_SCHEMA",
    "Metrics",
    "REQUIRED_METRICS",
    "StoredZoo",
    "WEIGHT_HASH",
    "changedZoo",
    "clampToTarget",
    "createLayout",
    "fingerprintZoo",
    "gatherMetrics",
    "headerOf",
    "hiddenUnits",
    "hyperparameterNamed",
    "memorySource",
    "observedZoo",
    "rowsOfRuns",
    "sameLayout",
    "selectCheckpoints",
    "selectRows",
    "selectWhere",
    "targetNamed",
    "targetOf",
    "verifyZoo",
    "weightHash",
    "wordsOf",
    "zooWithBlocks",
  ]);
});
