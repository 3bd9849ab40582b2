import { readFileSync, writeFileSync } from "node:fs";

/** Where Linux forgets the peak of a process's memory (Documentation/filesystems/proc.rst). */
const FORGET = "/proc/self/clear_refs";
const FORGET_PEAK = "5";
const KIBIBYTE = 1024;

/** Begins a new measurement of this process's peak memory; elsewhere than on Linux the peak is that of the end of a case. */
export function forgetPeak(): void {
  if (process.platform === "linux") writeFileSync(FORGET, FORGET_PEAK);
}

/** The most memory in bytes that this process had in use at a time since `forgetPeak`. */
export function peakMemory(): number {
  if (process.platform !== "linux") return process.memoryUsage.rss();
  const peak = /^VmHWM:\s*(\d+) kB/m.exec(readFileSync("/proc/self/status", "utf8"));
  return Number(peak?.[1]) * KIBIBYTE;
}
