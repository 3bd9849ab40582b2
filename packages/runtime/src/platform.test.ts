import { availableParallelism } from "node:os";
import { afterEach, expect, test, vi } from "vitest";
import { canShareMemory, coreCount, nodeModule } from "./platform.js";

afterEach(() => {
  vi.unstubAllGlobals();
  vi.unstubAllEnvs();
});

test("in Node: its modules, its cores, and memory that threads share", () => {
  vi.stubEnv("OMP_NUM_THREADS", undefined);
  expect(nodeModule("node:os")).toHaveProperty("availableParallelism");
  expect(coreCount()).toBe(availableParallelism());
  expect(canShareMemory()).toBe(true);
});

test.each([
  ["1", 1],
  ["7", 7],
  ["0", availableParallelism()],
  ["2,4", availableParallelism()],
])("with OMP_NUM_THREADS %j", (told, cores) => {
  vi.stubEnv("OMP_NUM_THREADS", told);
  expect(coreCount()).toBe(cores);
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
