import { type ChildProcess, spawn } from "node:child_process";
import { fileURLToPath } from "node:url";

export const MAIN: string = fileURLToPath(new URL("../dist/main.js", import.meta.url));

export interface CliResult {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the built command line as a user would. */
export function runCli(...args: readonly string[]): Promise<CliResult> {
  return run(process.execPath, [MAIN, ...args]);
}

/** The same, while it runs. */
export function startCli(...args: readonly string[]): {
  readonly child: ChildProcess;
  readonly ended: Promise<CliResult>;
} {
  return start(process.execPath, [MAIN, ...args]);
}

export function run(command: string, args: readonly string[], cwd?: string): Promise<CliResult> {
  return start(command, args, cwd).ended;
}

function start(command: string, args: readonly string[], cwd?: string) {
  // The commands of npm and pnpm are scripts on Windows, which only a shell runs.
  const shell = process.platform === "win32" && command !== process.execPath;
  const child = spawn(command, args, { cwd, shell, stdio: ["ignore", "pipe", "pipe"] });
  const ended = new Promise<CliResult>((resolve, reject) => {
    let [stdout, stderr] = ["", ""];
    child.stdout.on("data", (chunk) => {
      stdout += chunk;
    });
    child.stderr.on("data", (chunk) => {
      stderr += chunk;
    });
    child.on("error", reject);
    child.on("close", (code) => resolve({ code, stdout, stderr }));
  });
  return { child, ended };
}
