import type { WorkOptions } from "@weightcast/core";
import { withProgress } from "./progress.js";
import { untilStopped } from "./until-stopped.js";

/** Runs long work: its progress is shown on stderr, and Ctrl-C ends it. */
export function longWork<Result>(work: (options: WorkOptions) => Promise<Result>): Promise<Result> {
  return untilStopped((signal) => withProgress((onProgress) => work({ onProgress, signal })));
}
