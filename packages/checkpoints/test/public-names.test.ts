import { expect, test } from "vitest";
import * as api from "../src/index.js";

test("the package's public names", () => {
  expect(Object.keys(api).sort()).toEqual([
    "CHECKPOINT_FORMATS",
    "alignCheckpoint",
    "checkpointLayout",
    "describeCheckpointFormats",
    "isCheckpointName",
    "isCheckpointPart",
    "layerWeights",
    "openCheckpoint",
    "registerCheckpointFormat",
  ]);
});
