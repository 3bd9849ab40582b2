import { readFileSync, writeFileSync } from "node:fs";

/** The kernel sets the peak of a process to its present memory when this is written to `clear_refs`. */
const FORGET_PEAK = "5";

/** Starts to observe the largest resident memory of this process. */
export function forgetPeak(): void {
  if (process.platform === "linux") writeFileSync("/proc/self/clear_refs", FORGET_PEAK);
}

/** The largest resident memory of this process in bytes since `forgetPeak`; the present one on systems that do not tell the peak. */
export function peakMemory(): number {
  if (process.platform !== "linux") return process.memoryUsage.rss();
  const kilobytes = /^VmHWM:\s*(\d+) kB$/m.exec(readFileSync("/proc/self/status", "utf8"))?.[1];
  return 1024 * Number(kilobytes);
}
