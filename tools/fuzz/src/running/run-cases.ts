import { fork } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { Assignment, CaseEnd, WorkerMessage } from "./messages.js";

/** The time after which a worker that tells nothing is ended. The machine may be busy, so this is far above what a case may take. */
const SILENT_MILLISECONDS = 20_000;
const PREPARING_MILLISECONDS = 180_000;
/** The heap of a worker; what goes beyond is a fault even where the machine has more. */
const HEAP_MEBIBYTES = 512;
const WORKER = fileURLToPath(new URL("worker.js", import.meta.url));

/** How a worker's cases ended. */
export interface WorkerEnd {
  readonly ends: readonly CaseEnd[];
  /** How the case after the last of `ends` ended the worker, or that the samples could not be made; undefined where all cases ended. */
  readonly broken: "hang" | "crash" | "unprepared" | undefined;
  /** The last words of a worker that broke. */
  readonly message: string;
}

/** Runs cases in a process of their own, until one hangs or ends the process. */
export function runCases(assignment: Assignment): Promise<WorkerEnd> {
  return new Promise((resolve, reject) => {
    const child = fork(WORKER, [JSON.stringify(assignment)], {
      execArgv: ["--expose-gc", `--max-old-space-size=${HEAP_MEBIBYTES}`],
      stdio: ["ignore", "ignore", "pipe", "ipc"],
      env: { ...process.env, OMP_NUM_THREADS: "1" },
    });
    const ends: CaseEnd[] = [];
    let words = "";
    let broken: WorkerEnd["broken"] = "crash";
    let timer: NodeJS.Timeout | undefined;
    const watch = (milliseconds: number) => {
      clearTimeout(timer);
      timer = setTimeout(() => {
        broken = "hang";
        child.kill("SIGKILL");
      }, milliseconds);
    };
    watch(PREPARING_MILLISECONDS);
    child.stderr?.on("data", (chunk) => {
      words = `${words}${chunk}`.slice(-2000);
    });
    child.on("message", (message: WorkerMessage) => {
      switch (message.kind) {
        case "ready":
          watch(SILENT_MILLISECONDS);
          break;
        case "case":
          watch(SILENT_MILLISECONDS);
          ends.push(message.end);
          break;
        case "done":
          broken = undefined;
          break;
        case "unprepared":
          broken = "unprepared";
          words = message.message;
          break;
        default:
          message satisfies never;
      }
    });
    child.on("error", reject);
    child.on("close", (code, signal) => {
      clearTimeout(timer);
      const lines = words.trim().split("\n").slice(0, 8).join(" | ");
      resolve({
        ends,
        broken,
        message: broken === "hang" ? "no answer" : `exit ${signal ?? code}: ${lines}`,
      });
    });
  });
}
