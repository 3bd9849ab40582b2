import { kernelModules } from "@weightcast/runtime";
import { bytes } from "../../assembly/features.wasm";
import { bytes as sharedBytes } from "../../assembly/features.wasm?shared";

export type { Kernels } from "./kernel-exports.js";

/** The kernels, for memory that threads share or for one that they do not. */
export const kernelModule: (isShared: boolean) => WebAssembly.Module = kernelModules(bytes, sharedBytes);
