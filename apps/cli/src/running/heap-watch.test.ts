import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { watchHeap } from "./heap-watch.js";

const heap = vi.hoisted(() => ({ used: 0, limit: 0, collect: () => {} }));
vi.mock("node:v8", () => ({
  getHeapStatistics: () => ({ used_heap_size: heap.used, heap_size_limit: heap.limit }),
  setFlagsFromString: () => {},
}));
vi.mock("node:vm", () => ({ runInNewContext: () => () => heap.collect() }));

const MIB = 2 ** 20;
const newObjects = Number.parseInt(process.versions.v8, 10) < 13 ? 48 : 192;

beforeEach(() => {
  vi.useFakeTimers();
  heap.limit = (128 + newObjects) * MIB;
  heap.collect = () => {};
});
afterEach(() => vi.useRealTimers());

test("a heap that stays full is told once, with what to raise", () => {
  const onFull = vi.fn();
  watchHeap(onFull);
  heap.used = 108 * MIB;
  vi.advanceTimersByTime(1000);
  expect(onFull).not.toHaveBeenCalled();
  heap.used = 109 * MIB;
  vi.advanceTimersByTime(1000);
  expect(onFull.mock.calls).toEqual([
    [
      "the engine's heap of 128 MiB is full; raise --max-old-space-size (see NODE_OPTIONS) to 256 or more, or use a smaller input",
    ],
  ]);
});

test("one that is full of garbage is not", () => {
  const onFull = vi.fn();
  watchHeap(onFull);
  heap.used = 127 * MIB;
  heap.collect = () => {
    heap.used = 60 * MIB;
  };
  vi.advanceTimersByTime(1000);
  expect([onFull.mock.calls.length, heap.used]).toEqual([0, 60 * MIB]);
});

test("one that fills after the end of the watch is not", () => {
  const onFull = vi.fn();
  watchHeap(onFull)();
  heap.used = 127 * MIB;
  vi.advanceTimersByTime(1000);
  expect(onFull).not.toHaveBeenCalled();
});
