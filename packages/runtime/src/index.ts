export { blobFile } from "./blob-file.js";
export { takeTurns } from "./event-loop.js";
export { type KernelExports, KernelMemory } from "./kernel-memory.js";
export { kernelModules } from "./kernel-modules.js";
export { KernelPool, type KernelPoolOptions } from "./kernel-pool.js";
export type { KernelCall } from "./kernel-threads.js";
export { canShareMemory, coreCount, nodeModule } from "./platform.js";
export { memoryShortage, reserveMemory } from "./reserve-memory.js";
export type { OpenFile, StoredFile } from "./stored-file.js";
