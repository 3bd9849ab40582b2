import { nodeModule } from "@weightcast/runtime";
import type { BoostingMemory } from "../growth/boosting-memory.js";
import { kernelModule } from "./kernels.js";

/** The data that a worker is started with. */
interface Task {
  readonly module: WebAssembly.Module;
  readonly memory: WebAssembly.Memory;
  readonly scratch: number;
}

/**
 * The program of a worker. It is a text, not a file, so that bundlers and servers need no configuration for it; the kernels wait for
 * work inside WebAssembly and never return.
 */
const WORKER = `
const serve = ({ module, memory, scratch }) =>
  new WebAssembly.Instance(module, { env: { memory } }).exports.serve(scratch);
if (typeof process === "object") serve(process.getBuiltinModule("node:worker_threads").workerData);
else globalThis.onmessage = ({ data }) => serve(data);
`;

interface Thread {
  terminate(): unknown;
}

/** The members of Node's `worker_threads` that are used if the code runs in Node. */
interface NodeThreads {
  readonly Worker: new (
    source: string,
    options: { readonly eval: true; readonly execArgv: readonly string[]; readonly workerData: Task },
  ) => Thread & { unref(): void; on(event: "error", listener: () => void): void };
}

/** Threads that share the work of the kernels. Work begins at once; a thread takes part in it from when it has started. */
export class Threads {
  private readonly threads: readonly Thread[];

  /** @param scratches the address of each thread's own memory */
  constructor(memory: BoostingMemory, scratches: readonly number[]) {
    this.threads = scratches.map((scratch) =>
      start({ module: kernelModule(true), memory: memory.memory, scratch }),
    );
  }

  stop(): void {
    for (const thread of this.threads) thread.terminate();
  }
}

function start(task: Task): Thread {
  const node = nodeModule<NodeThreads>("node:worker_threads");
  if (node !== undefined) {
    // Flags of this process (for modules, profiles, inspectors) would fail or act twice in a worker.
    const worker = new node.Worker(WORKER, { eval: true, execArgv: [], workerData: task });
    worker.unref();
    // If a worker cannot start, the other threads do its work.
    worker.on("error", () => {});
    return worker;
  }
  const url = URL.createObjectURL(new Blob([WORKER], { type: "text/javascript" }));
  const worker = new Worker(url);
  worker.postMessage(task);
  return {
    terminate: () => {
      worker.terminate();
      URL.revokeObjectURL(url);
    },
  };
}
