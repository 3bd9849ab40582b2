import { spawn } from "node:child_process";
import { SHARDS_VARIABLE } from "../batch/array-task.js";
import type { BatchStage } from "../batch/batch-job.js";
import type { TaskProgress } from "./queued-job.js";

/** How a task ended. */
export interface TaskEnd {
  /** The exit code; null where a signal ended the process. */
  readonly code: number | null;
  /** The last line that the process wrote to stderr. */
  readonly message: string;
}

/** Options of a task. */
export interface RunTaskOptions {
  /** The program and its first words: `["node", "main.js"]`. */
  readonly program: readonly [string, ...string[]];
  /** The folder in which relative paths begin. */
  readonly folder: string;
  readonly onProgress: (progress: TaskProgress) => void;
  /** Asks the process to stop, by SIGTERM; it keeps what is finished. */
  readonly signal: AbortSignal;
}

const PROGRESS = /(\d+)\/(\d+) (networks|fits)/;

/** Runs the command of a task in a process of its own, so that its work does not hold up what renews the job's lock. */
export function runTask(
  { tasks, words }: BatchStage,
  task: number,
  options: RunTaskOptions,
): Promise<TaskEnd> {
  const { program, folder, onProgress, signal } = options;
  const [command, ...first] = program;
  return new Promise((resolve, reject) => {
    const child = spawn(command, [...first, ...words], {
      cwd: folder,
      env: { ...process.env, JOB_COMPLETION_INDEX: String(task), [SHARDS_VARIABLE]: String(tasks) },
      stdio: ["ignore", "ignore", "pipe"],
    });
    const stop = () => child.kill("SIGTERM");
    signal.addEventListener("abort", stop);
    if (signal.aborted) stop();
    let message = "";
    let rest = "";
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      const lines = `${rest}${text}`.split("\n");
      rest = lines.pop() ?? "";
      for (const line of lines) {
        message = line;
        const [, done, total, unit] = PROGRESS.exec(line) ?? [];
        if (unit !== undefined) onProgress({ done: Number(done), total: Number(total), unit });
      }
    });
    child.on("error", reject);
    child.on("close", (code) => {
      signal.removeEventListener("abort", stop);
      resolve({ code, message: message.replace(/^weightcast: /, "") });
    });
  });
}
