import {
  constants,
  type NodeGCPerformanceDetail,
  type PerformanceEntry,
  PerformanceObserver,
} from "node:perf_hooks";
import { getHeapStatistics } from "node:v8";

/** The share of the heap that may be in use after a collection of garbage. With more, the engine soon does nothing but collect. */
const MOST_USED = 0.9;
const MIB = 2 ** 20;
/** The part of the limit that is for new objects only, in bytes: three times V8's default of 16 MiB (Node 20 and 22), or of 64 MiB (Node 24). */
const NEW_OBJECTS = (Number.parseInt(process.versions.v8, 10) < 13 ? 48 : 192) * MIB;

type GarbageCollection = PerformanceEntry & { readonly detail: NodeGCPerformanceDetail };

/**
 * Calls `onFull`, with a message that says what to raise, when two collections of the whole heap, one after the other, have left it nearly
 * full. Soon after that the engine ends the process with a dump of its own, which nothing can catch. Work that lets no events be handled
 * in between is not seen.
 *
 * @returns ends the watch
 */
export function watchHeap(onFull: (message: string) => void): () => void {
  let wasFull = false;
  const observer = new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) {
      const { detail } = entry as GarbageCollection;
      if (detail.kind !== constants.NODE_PERFORMANCE_GC_MAJOR) continue;
      const { used_heap_size: used, heap_size_limit: limit } = getHeapStatistics();
      const message = heapProblem(used, limit - NEW_OBJECTS);
      if (message !== undefined && wasFull) {
        observer.disconnect();
        onFull(message);
        return;
      }
      wasFull = message !== undefined;
    }
  });
  observer.observe({ entryTypes: ["gc"] });
  return () => observer.disconnect();
}

/**
 * What is wrong with a heap of which so much is in use; undefined where enough is free.
 *
 * @param used in bytes, after a collection of garbage
 * @param size in bytes, of the part that is not for new objects only; `--max-old-space-size` sets it
 */
export function heapProblem(used: number, size: number): string | undefined {
  if (used <= MOST_USED * size) return undefined;
  const mib = Math.floor(size / MIB);
  return `the engine's heap of ${mib} MiB is full; raise --max-old-space-size (see NODE_OPTIONS) to ${2 * mib} or more, or use a smaller input`;
}
