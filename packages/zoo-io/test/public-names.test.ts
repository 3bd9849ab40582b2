import { expect, test } from "vitest";
import * as api from "../src/index.js";
import * as nodeApi from "../src/node.js";

test("the package's public names", () => {
  expect(Object.keys(api).sort()).toEqual([
    "FormatRegistry",
    "NpyFile",
    "WEIGHTS_COLUMN",
    "blobFile",
    "decodeWeights",
    "describeTableFormats",
    "describeWeightFormats",
    "findZoos",
    "formatCsv",
    "formatLayout",
    "formatMetrics",
    "httpFile",
    "isWeightsName",
    "openZooFiles",
    "parseCsv",
    "parseLayout",
    "parseMetrics",
    "readZoo",
    "readableZooFormats",
    "recordBatches",
    "tableFormats",
    "weightsMatrix",
    "zooFormats",
    "zooTable",
  ]);
});

test("the public names of its entry point for Node", () => {
  expect(Object.keys(nodeApi).sort()).toEqual([
    "ZOO_FILE_NAMES",
    "convertZoo",
    "diskFile",
    "findZooFiles",
    "isZooPath",
    "openZoo",
    "readNpy",
    "readWeights",
    "requireTableFormat",
    "requireZooOutput",
    "tarEntries",
    "unpackZoo",
    "writableZooFormats",
    "writeTable",
    "writeZoo",
  ]);
});
