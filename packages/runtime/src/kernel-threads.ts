import { nodeModule } from "./platform.js";

/** The first message that a thread gets. */
interface ThreadStart {
  readonly module: WebAssembly.Module;
  readonly memory: WebAssembly.Memory;
}

/** The name of a function that a module of kernels exports, and its arguments. */
export type KernelCall = readonly [name: string, ...args: readonly number[]];

/**
 * The program of a thread, which answers each call once the call is done. It is a text, not a file, so that bundlers and servers need not
 * handle a further file.
 */
const SOURCE = `
const port = typeof process === "object" ? process.getBuiltinModule("node:worker_threads").parentPort : globalThis;
port.onmessage = ({ data: { module, memory } }) => {
  const kernels = new WebAssembly.Instance(module, { env: { memory } }).exports;
  port.onmessage = ({ data: [name, ...args] }) => {
    kernels[name](...args);
    port.postMessage(0);
  };
};
`;

/** A thread that calls kernels. It keeps the process alive only while it is busy. */
export interface KernelThread {
  post(message: ThreadStart | KernelCall): void;
  /** Says whether the thread has unanswered calls. */
  setBusy(isBusy: boolean): void;
  /** Ends the thread at once; unfinished calls are never answered. */
  stop(): Promise<unknown>;
}

/** A listener for the events of a thread. */
interface ThreadListener {
  /** Called when the oldest unanswered call is done. */
  onDone(): void;
  /** Called when the thread could not start or has ended, after which it answers no more calls. */
  onLost(): void;
}

/** The methods of Node's `Worker` that are used here. */
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

/** Starts a thread: a worker thread in Node, a web worker in a browser. */
export function startKernelThread(listener: ThreadListener): KernelThread {
  const node = nodeModule<NodeThreads>("node:worker_threads");
  return node === undefined ? startInPage(listener) : startInNode(node.Worker, listener);
}

function startInNode(Worker: NodeThreads["Worker"], listener: ThreadListener): KernelThread {
  // The flags of this process (for modules, profiles, inspectors) are not meant for the thread.
  const worker = new Worker(SOURCE, { eval: true, execArgv: [] });
  worker.on("message", listener.onDone);
  worker.on("error", listener.onLost);
  // After the listeners: a listener for messages keeps the process alive.
  worker.unref();
  return {
    post: (message) => worker.postMessage(message),
    setBusy: (isBusy) => (isBusy ? worker.ref() : worker.unref()),
    stop: () => worker.terminate(),
  };
}

function startInPage(listener: ThreadListener): KernelThread {
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
