import { readFileSync } from "node:fs";
import { getHeapStatistics } from "node:v8";

/** With less, commands on the smallest zoo are ended by the engine, at the latest when they read their input: measured 64 MiB on Node 20. */
const LEAST_HEAP_MIB = 96;
/** With less, Node 20 is ended while it starts the program; Node 24 does not start with less than 1500 MiB. */
const LEAST_ADDRESSES_MIB = 860;
const MIB = 2 ** 20;

/** The limits of memory of a process, in bytes. */
interface MemoryLimits {
  /** The greatest size of the engine's heap. */
  readonly heap: number;
  /** The greatest size of the address space; infinite where it is not limited, or the system does not tell. */
  readonly addresses: number;
}

/** The limits of this process. Reading them takes less than a millisecond. */
export function memoryLimits(): MemoryLimits {
  return { heap: getHeapStatistics().heap_size_limit, addresses: addressLimit() };
}

/**
 * Why no command can run under these limits; undefined where commands can. The engine ends a process that meets its limits with a dump of its own, which
 * nothing can catch, so that they are compared before anything is loaded.
 */
export function memoryProblem({ heap, addresses }: MemoryLimits): string | undefined {
  if (addresses < LEAST_ADDRESSES_MIB * MIB) {
    return `the address space is limited to ${inMib(addresses)} (ulimit -v), but commands need ${LEAST_ADDRESSES_MIB} MiB or more, and 10 GB for each memory of a computation; lift the limit`;
  }
  if (heap < LEAST_HEAP_MIB * MIB) {
    return `the engine's heap is limited to ${inMib(heap)}, but commands need ${LEAST_HEAP_MIB} MiB or more; raise --max-old-space-size (see NODE_OPTIONS) to 128 or more`;
  }
  return undefined;
}

function inMib(bytes: number): string {
  return `${Math.floor(bytes / MIB)} MiB`;
}

/** The soft limit of the address space, which Linux tells in a file. */
function addressLimit(): number {
  try {
    const limits = readFileSync("/proc/self/limits", "utf8");
    return Number(/^Max address space\s+(\d+)/m.exec(limits)?.[1] ?? Number.POSITIVE_INFINITY);
  } catch {
    return Number.POSITIVE_INFINITY;
  }
}
