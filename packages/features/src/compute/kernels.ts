import { kernelModules } from "@weightcast/runtime";
import { bytes } from "../../assembly/features.wasm";
import { bytes as sharedBytes } from "../../assembly/features.wasm?shared";

export type { Kernels } from "./kernel-exports.js";

/** The compiled kernels: for memory that threads share, or for memory of one thread. */
export const kernelModule: (isShared: boolean) => WebAssembly.Module = kernelModules(bytes, sharedBytes);
