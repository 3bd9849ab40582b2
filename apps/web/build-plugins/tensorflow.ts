import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import type { Plugin } from "vite";

/** TensorFlow.js picks one of these by what the browser can do, and knows them by their names only. */
const FILES = ["tfjs-backend-wasm.wasm", "tfjs-backend-wasm-simd.wasm"];

/** Puts the WebAssembly of TensorFlow.js into the folder `tensorflow` beside the page. */
export function tensorflow(): Plugin {
  const folder = dirname(createRequire(import.meta.url).resolve("@tensorflow/tfjs-backend-wasm"));
  return {
    name: "tensorflow",
    async generateBundle() {
      for (const name of FILES) {
        const source = await readFile(join(folder, name));
        this.emitFile({ type: "asset", fileName: `tensorflow/${name}`, source });
      }
    },
  };
}
