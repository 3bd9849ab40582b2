import { bytes } from "../../assembly/trainer.wasm";
import { bytes as sharedBytes } from "../../assembly/trainer.wasm?shared";
import type { Kernels } from "./trainer-exports.js";

export type TrainerKernel = Kernels;

/** The kernel on `memory`. It has no static data: any number of instances may share a memory. */
export async function instantiateTrainerKernel(memory: WebAssembly.Memory): Promise<TrainerKernel> {
  const { instance } = await WebAssembly.instantiate(isShared(memory) ? sharedBytes : bytes, {
    env: { memory },
  });
  return instance.exports as unknown as TrainerKernel;
}

function isShared(memory: WebAssembly.Memory): boolean {
  return typeof SharedArrayBuffer !== "undefined" && memory.buffer instanceof SharedArrayBuffer;
}
