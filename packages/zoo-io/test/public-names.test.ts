import { expect, test } from "vitest";
import * as api from "../src/index.js";
import * as nodeApi from "../src/node.js";

test("the package's public names", () => {
  expect(Object.keys(api).sort()).toEqual([
    "NpyFile",
    "WEIGHTS_COLUMN",
    "blobFile",
    "decodeNpy",
    "encodeNpy",
    "formatCsv",
    "formatLayout",
    "formatMetrics",
    "formatNpyHeader",
    "isArrowFile",
    "isZooFile",
    "openZooFiles",
    "parseCsv",
    "parseLayout",
    "parseMetrics",
    "parseNpyHeader",
    "readZoo",
    "recordBatches",
    "toRowMajor",
    "weightsMatrix",
    "zooTable",
  ]);
});

test("the public names of its entry point for Node", () => {
  expect(Object.keys(nodeApi).sort()).toEqual([
    "ZOO_FILE_NAMES",
    "ZOO_FORMATS",
    "convertZoo",
    "diskFile",
    "isZooArchive",
    "openZoo",
    "readNpy",
    "requireTableFormat",
    "requireZooFormat",
    "unpackZoo",
    "writeTable",
    "writeZoo",
  ]);
});
