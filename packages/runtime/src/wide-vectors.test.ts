import { expect, test } from "vitest";
import { useWideVectors } from "./wide-vectors.js";

test("wide vectors are on from Node 24, unless an option of node keeps them off", () => {
  expect(useWideVectors()).toBe(Number.parseInt(process.versions.node, 10) >= 24);
  process.execArgv.push("--no-experimental-wasm-revectorize");
  expect(useWideVectors()).toBe(false);
  process.execArgv.pop();
});
