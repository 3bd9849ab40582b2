import { expect, test } from "vitest";
import * as api from "../src/index.js";

test("the package's public names", () => {
  expect(Object.keys(api).sort()).toEqual([
    "NPY_HEAD_BYTES",
    "NPY_PREFIX_BYTES",
    "checkDataSize",
    "decodeElements",
    "decodeNpy",
    "encodeElements",
    "encodeNpy",
    "formatNpyHeader",
    "isNpy",
    "itemSize",
    "npyHeaderBytes",
    "parseNpyHeader",
    "toFloat32",
    "toRowMajor",
  ]);
});
