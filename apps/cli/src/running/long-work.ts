import type { WorkOptions } from "@weightcast/core";
import { withProgress } from "../output/progress.js";
import { untilStopped } from "./until-stopped.js";

/** A stop takes less than a second: work that has not ended by then is left, and what it has written so far is removed. */
const GRACE_MILLISECONDS = 700;

/** Runs long work: shows its progress on stderr, and cancels it on Ctrl-C. */
export function longWork<Result>(work: (options: WorkOptions) => Promise<Result>): Promise<Result> {
  return untilStopped(
    (signal) => withProgress((onProgress) => work({ onProgress, signal })),
    GRACE_MILLISECONDS,
  );
}
