import { expect, test } from "vitest";
import * as api from "../src/index.js";
import * as nodeApi from "../src/node.js";

test("the package's public names", () => {
  expect(Object.keys(api).sort()).toEqual([
    "BAD_INPUT_EXIT_CODE",
    "SHARDS_VARIABLE",
    "TRY_AGAIN_EXIT_CODE",
    "kubernetesManifest",
    "kubernetesObjects",
    "shardOfArrayTask",
    "slurmScript",
  ]);
});

test("the public names of its entry point for Node", () => {
  expect(Object.keys(nodeApi).sort()).toEqual(["checkQueuedJob", "queueStatus", "submitJob", "workOnQueue"]);
});
