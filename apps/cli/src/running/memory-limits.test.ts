import { expect, test } from "vitest";
import { memoryLimits, memoryProblem } from "./memory-limits.js";

const MIB = 2 ** 20;
const AMPLE = { heap: 4096 * MIB, addresses: Number.POSITIVE_INFINITY };

test("the limits of this process let commands run", () => {
  const limits = memoryLimits();
  expect(limits.heap).toBeGreaterThan(96 * MIB);
  expect(memoryProblem(limits)).toBeUndefined();
  expect(memoryProblem(AMPLE)).toBeUndefined();
});

test("a heap or an address space that is too small for any command is told with what to raise", () => {
  expect(memoryProblem({ ...AMPLE, heap: 78 * MIB })).toBe(
    "the engine's heap is limited to 78 MiB, but commands need 96 MiB or more; raise --max-old-space-size (see NODE_OPTIONS) to 128 or more",
  );
  expect(memoryProblem({ ...AMPLE, addresses: 800_000 * 1024 })).toMatch(
    /^the address space is limited to 781 MiB \(ulimit -v\), but commands need 860 MiB or more, .*; lift the limit$/,
  );
  expect(memoryProblem({ ...AMPLE, addresses: 900_000 * 1024 })).toBeUndefined();
});
