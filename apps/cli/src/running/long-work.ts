import type { WorkOptions } from "@weightcast/core";
import { withProgress } from "../output/progress.js";
import { untilStopped } from "./until-stopped.js";

/** Runs long work: shows its progress on stderr, and cancels it on Ctrl-C. */
export function longWork<Result>(work: (options: WorkOptions) => Promise<Result>): Promise<Result> {
  return untilStopped((signal) => withProgress((onProgress) => work({ onProgress, signal })));
}
