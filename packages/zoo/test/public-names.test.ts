import { expect, test } from "vitest";
import * as api from "../src/index.js";

test("the package's public names", () => {
  expect(Object.keys(api).sort()).toEqual([
    "CHECKPOINT_CHOICES",
    "METRICS_SCHEMA",
    "Metrics",
    "REQUIRED_METRICS",
    "StoredZoo",
    "WEIGHT_HASH",
    "clampToTarget",
    "createLayout",
    "fingerprintZoo",
    "gatherMetrics",
    "headerOf",
    "isShare",
    "memorySource",
    "rowsOfRuns",
    "runOfCheckpoint",
    "sameLayout",
    "selectCheckpoints",
    "selectWhere",
    "verifyZoo",
    "weightHash",
    "zooWithBlocks",
  ]);
});
