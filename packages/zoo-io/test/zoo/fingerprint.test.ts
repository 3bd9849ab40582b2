import { join } from "node:path";
import { encodeNpy } from "@weightcast/npy";
import { fingerprintZoo } from "@weightcast/zoo";
import { expect, test } from "vitest";
import { openZoo } from "../../src/node.js";
import { PARAMETERS, putFiles, smallWeights, smallZoo, temporaryFolders, zooFiles } from "../small-zoo.js";

const newFolder = temporaryFolders();
const ROWS = 200;

test.each([
  ["f4", {}],
  ["f8", { dtype: "f8" }],
  ["big-endian f2", { dtype: "f2", littleEndian: false }],
] as const)("is the same through a folder whose weights are %s", async (_, encoding) => {
  const { data } = smallWeights(ROWS);
  const numbers = "dtype" in encoding && encoding.dtype === "f8" ? Float64Array.from(data) : data;
  const { metrics, layout } = zooFiles(ROWS);
  const folder = join(await newFolder(), "zoo");
  const weights = encodeNpy(numbers, [ROWS, PARAMETERS], encoding);
  await putFiles(folder, { "weights.npy": weights, "metrics.csv": metrics, "layout.csv": layout });
  expect(await fingerprintZoo(await openZoo(folder))).toBe(await fingerprintZoo(await smallZoo(ROWS)));
});
