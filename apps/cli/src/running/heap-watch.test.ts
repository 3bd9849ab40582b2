import { expect, test } from "vitest";
import { heapProblem } from "./heap-watch.js";

const MIB = 2 ** 20;

test("a heap is full when more than nine tenths of it are in use", () => {
  expect(heapProblem(115 * MIB, 128 * MIB)).toBeUndefined();
  expect(heapProblem(116 * MIB, 128 * MIB)).toBe(
    "the engine's heap of 128 MiB is full; raise --max-old-space-size (see NODE_OPTIONS) to 256 or more, or use a smaller input",
  );
});
