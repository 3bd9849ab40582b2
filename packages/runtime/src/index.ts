export { takeTurns } from "./event-loop.js";
export { KernelMemory } from "./kernel-memory.js";
export { kernelModules } from "./kernel-modules.js";
export { canShareMemory, coreCount, nodeModule } from "./platform.js";
