export { takeTurns } from "./event-loop.js";
export { KernelMemory } from "./kernel-memory.js";
export type { Progress, ProgressListener } from "./progress.js";
