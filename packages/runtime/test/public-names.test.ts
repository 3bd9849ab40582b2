import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import * as api from "../src/index.js";
import * as nodeApi from "../src/node.js";

test("the package's public names, which work anywhere", () => {
  expect(Object.keys(api).sort()).toEqual([
    "KernelMemory",
    "KernelPool",
    "blobFile",
    "canShareMemory",
    "coreCount",
    "kernelModules",
    "memoryShortage",
    "nodeModule",
    "reserveMemory",
    "takeTurns",
  ]);
  expect(readFileSync(new URL("../src/index.ts", import.meta.url), "utf8")).not.toContain("node:");
});

test("the public names of its entry point for Node", () => {
  expect(Object.keys(nodeApi).sort()).toEqual([
    "checkKnownDownload",
    "cleanUpAtExit",
    "downloadFile",
    "makeFolder",
    "refuseExisting",
    "useWideVectors",
    "userCacheFolder",
    "withLock",
    "writeFileAtomic",
    "writeFolderAtomic",
  ]);
});
