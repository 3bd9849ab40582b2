export type { Progress, ProgressListener } from "./progress.js";
