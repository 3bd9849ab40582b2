import { expect, test } from "vitest";
import * as api from "../src/index.js";
import * as nodeApi from "../src/node.js";

test("the package's public names", () => {
  expect(Object.keys(api).sort()).toEqual([
    "FormatRegistry",
    "NpyFile",
    "WEIGHTS_COLUMN",
    "blobFile",
    "decodeNpy",
    "decodeWeights",
    "describeTableFormats",
    "describeWeightFormats",
    "encodeNpy",
    "findZoos",
    "formatCsv",
    "formatLayout",
    "formatMetrics",
    "formatNpyHeader",
    "httpFile",
    "isWeightsName",
    "openZooFiles",
    "parseCsv",
    "parseLayout",
    "parseMetrics",
    "parseNpyHeader",
    "readZoo",
    "readableZooFormats",
    "recordBatches",
    "tableFormats",
    "toRowMajor",
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
