import { UsageError } from "@weightcast/core";

/** The modules of TensorFlow.js as one namespace. */
export type Tensorflow = typeof import("@tensorflow/tfjs");

/**
 * The backends of TensorFlow.js, the fastest first: TensorFlow's C library (Node only), WebAssembly, plain
 * JavaScript.
 */
export type BackendName = "native" | "wasm" | "cpu";

export interface Backend {
  readonly tf: Tensorflow;
  /** The name of the backend in results. */
  readonly label: string;
}

/** The members of Node's `process` that are used; a browser has no `process`. */
interface NodeProcess {
  readonly versions: { readonly node: string };
  readonly env: Record<string, string | undefined>;
  getBuiltinModule(name: "node:util"): { isNullOrUndefined?: (value: unknown) => boolean };
}

let chosen: Promise<Backend> | undefined;
let wasmFolder: string | undefined;

/** The backend in use: the one that `useBackend` chose, else the fastest that works here, found at the first call. */
export function currentBackend(): Promise<Backend> {
  chosen ??= fastestBackend();
  return chosen;
}

/**
 * Chooses what computes from now on. TensorFlow.js has one backend a process: not to be called while a predictor is
 * being fitted.
 *
 * @returns its name in results: `tensorflow (native)`, `wasm`, `cpu (JavaScript)`
 * @throws UsageError where it does not work here; says why
 */
export async function useBackend(name: BackendName): Promise<string> {
  try {
    const backend = await START[name]();
    chosen = Promise.resolve(backend);
    return backend.label;
  } catch (cause) {
    // TensorFlow.js has already left the previous backend, so the next call of currentBackend() chooses one anew.
    chosen = undefined;
    const [reason] = (cause as Error).message.split("\n");
    throw new UsageError(`the TensorFlow.js backend '${name}' does not work here: ${reason}`, { cause });
  }
}

/**
 * Says where a web page finds the `.wasm` files of `@tensorflow/tfjs-backend-wasm`, where they are not beside its script.
 * To be called before anything is fitted or loaded; Node finds them by itself.
 *
 * @param folder a URL that ends in a slash
 */
export function setWasmFolder(folder: string): void {
  wasmFolder = folder;
}

async function fastestBackend(): Promise<Backend> {
  for (const name of ["native", "wasm"] as const) {
    try {
      return await START[name]();
    } catch {
      // The next one is slower but computes the same, and every result names what computed it.
    }
  }
  return START.cpu();
}

const START: Readonly<Record<BackendName, () => Promise<Backend>>> = {
  native: async () => start(await importNative(), "tensorflow", "tensorflow (native)"),
  wasm: async () => {
    const tf = await importTensorflow();
    const { setWasmPaths } = await import("@tensorflow/tfjs-backend-wasm");
    // Threads run the text of a function, which a minifier would break.
    tf.env().set("WASM_HAS_MULTITHREAD_SUPPORT", false);
    if (wasmFolder !== undefined) setWasmPaths(wasmFolder);
    return start(tf, "wasm", "wasm");
  },
  cpu: async () => start(await importTensorflow(), "cpu", "cpu (JavaScript)"),
};

async function start(tf: Tensorflow, backend: string, label: string): Promise<Backend> {
  if (!(await tf.setBackend(backend))) throw new Error("it does not start");
  return { tf, label };
}

async function importTensorflow(): Promise<Tensorflow> {
  const tf = await import("@tensorflow/tfjs");
  // Production mode is TensorFlow.js' way to print no banners and no advice.
  tf.enableProdMode();
  return tf;
}

/** tfjs-node is all of TensorFlow.js with one more backend. */
async function importNative(): Promise<Tensorflow> {
  const { process } = globalThis as { process?: NodeProcess };
  if (process?.versions?.node === undefined) throw new Error("it needs Node");
  // tfjs-node 4.22 calls a function that Node 23 removed.
  process.getBuiltinModule("node:util").isNullOrUndefined ??= (value) =>
    value === null || value === undefined;
  // This variable makes TensorFlow print only errors.
  process.env.TF_CPP_MIN_LOG_LEVEL ??= "2";
  await importTensorflow();
  // Bundlers for browsers resolve only literal module names.
  const name = "@tensorflow/tfjs-node";
  return import(/* @vite-ignore */ name);
}
