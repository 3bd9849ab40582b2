export { takeTurns } from "./event-loop.js";
export type { Progress, ProgressListener } from "./progress.js";
