import { nodeModule } from "@weightcast/runtime";
import type { Kernels } from "./kernels.js";

/** What a thread is told when it starts. */
interface ThreadStart {
  readonly module: WebAssembly.Module;
  readonly memory: WebAssembly.Memory;
}

/** Arguments of the kernel that computes rows. */
export type KernelCall = Parameters<Kernels["computeRows"]>;

/**
 * All that a thread runs. It is a text, not a file, so that no bundler and no server needs to know of it. It answers each call
 * when that is done.
 */
const SOURCE = `
const port = typeof process === "object" ? process.getBuiltinModule("node:worker_threads").parentPort : globalThis;
port.onmessage = ({ data: { module, memory } }) => {
  const { computeRows } = new WebAssembly.Instance(module, { env: { memory } }).exports;
  port.onmessage = ({ data }) => {
    computeRows(...data);
    port.postMessage(0);
  };
};
`;

/** One thread. While calls are under way, it keeps the process alive; else it does not. */
export interface Thread {
  post(message: ThreadStart | KernelCall): void;
  setBusy(isBusy: boolean): void;
  stop(): Promise<unknown>;
}

/** What a thread tells of. */
interface ThreadListener {
  /** The oldest call under way is done. */
  onDone(): void;
  /** It cannot start, or has ended: it answers no more. */
  onLost(): void;
}

/** The parts of Node that are used where there is Node. */
interface NodeWorker {
  postMessage(message: unknown): void;
  ref(): void;
  unref(): void;
  terminate(): Promise<number>;
  on(event: "message" | "error", listener: () => void): void;
}

interface NodeThreads {
  readonly Worker: new (
    source: string,
    options: { readonly eval: true; readonly execArgv: readonly string[] },
  ) => NodeWorker;
}

export function startThread(listener: ThreadListener): Thread {
  const node = nodeModule<NodeThreads>("node:worker_threads");
  return node === undefined ? startInPage(listener) : startInNode(node.Worker, listener);
}

function startInNode(Worker: NodeThreads["Worker"], listener: ThreadListener): Thread {
  // Flags of this process (for modules, profiles, inspectors) are not for it.
  const worker = new Worker(SOURCE, { eval: true, execArgv: [] });
  worker.unref();
  worker.on("message", listener.onDone);
  worker.on("error", listener.onLost);
  return {
    post: (message) => worker.postMessage(message),
    setBusy: (isBusy) => (isBusy ? worker.ref() : worker.unref()),
    stop: () => worker.terminate(),
  };
}

function startInPage(listener: ThreadListener): Thread {
  const url = URL.createObjectURL(new Blob([SOURCE], { type: "text/javascript" }));
  const worker = new Worker(url);
  worker.onmessage = listener.onDone;
  worker.onerror = listener.onLost;
  return {
    post: (message) => worker.postMessage(message),
    setBusy: () => {},
    stop: async () => {
      worker.terminate();
      URL.revokeObjectURL(url);
    },
  };
}
