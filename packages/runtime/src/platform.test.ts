import { availableParallelism } from "node:os";
import { afterEach, expect, test, vi } from "vitest";
import { canShareMemory, coreCount, nodeModule } from "./platform.js";

afterEach(() => {
  vi.unstubAllGlobals();
});

test("in Node: its modules, its cores, and memory that threads share", () => {
  expect(nodeModule("node:os")).toHaveProperty("availableParallelism");
  expect(coreCount()).toBe(availableParallelism());
  expect(canShareMemory()).toBe(true);
});

test.each([
  [{ crossOriginIsolated: true, navigator: { hardwareConcurrency: 6 } }, 6, true],
  [{ crossOriginIsolated: false, navigator: { hardwareConcurrency: 6 } }, 6, false],
  [{ navigator: {} }, 1, false],
])("in a page that has %j", (scope, cores, shares) => {
  vi.stubGlobal("process", undefined);
  vi.stubGlobal("crossOriginIsolated", undefined);
  for (const [name, value] of Object.entries(scope)) vi.stubGlobal(name, value);
  expect(nodeModule("node:os")).toBeUndefined();
  expect(coreCount()).toBe(cores);
  expect(canShareMemory()).toBe(shares);
});
