import { getHeapStatistics, setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

/** The interval at which the heap is looked at. */
const LOOK_MILLISECONDS = 50;
/** The share of the heap that may be in use. With more, the engine soon does nothing but collect garbage. */
const MOST_USED = 0.85;
const MIB = 2 ** 20;
/** The part of the limit that is for new objects only, in bytes: three times V8's default of 16 MiB (Node 20 and 22), or of 64 MiB (Node 24). */
const NEW_OBJECTS = (Number.parseInt(process.versions.v8, 10) < 13 ? 48 : 192) * MIB;

/**
 * Calls `onFull` once, with a message that says what to raise, when the engine's heap stays nearly full although garbage was collected. Soon
 * after that the engine ends the process with a dump of its own, which nothing can catch. Work that lets no events be handled in between
 * is not seen.
 *
 * @returns ends the watch
 */
export function watchHeap(onFull: (message: string) => void): () => void {
  const look = () => {
    if (heapProblem() === undefined) return;
    collectGarbage();
    const message = heapProblem();
    if (message === undefined) return;
    clearInterval(timer);
    onFull(message);
  };
  const timer = setInterval(look, LOOK_MILLISECONDS);
  timer.unref();
  return () => clearInterval(timer);
}

/** The message for a heap of which too large a share is in use; undefined for other heaps. */
function heapProblem(): string | undefined {
  const { used_heap_size: used, heap_size_limit: limit } = getHeapStatistics();
  const size = limit - NEW_OBJECTS;
  if (used <= MOST_USED * size) return undefined;
  const mib = Math.floor(size / MIB);
  return `the engine's heap of ${mib} MiB is full; raise --max-old-space-size (see NODE_OPTIONS) to ${2 * mib} or more, or use a smaller input`;
}

/** Node has no other way to collect garbage without an option of its own. */
function collectGarbage(): void {
  setFlagsFromString("--expose-gc");
  runInNewContext("gc")();
}
