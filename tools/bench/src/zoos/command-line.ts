import { type ChildProcess, execFile, spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

/** Seen from the built bench, `dist/main.js`. */
const MAIN = fileURLToPath(new URL("../../../apps/cli/dist/main.js", import.meta.url));

/** Runs a command of the built command line to its end; returns what it printed. */
export async function runCommand(...args: readonly string[]): Promise<string> {
  const { stdout } = await promisify(execFile)(process.execPath, [MAIN, ...args]);
  return stdout;
}

/** Starts a command of the built command line. */
export function startCommand(...args: readonly string[]): ChildProcess {
  return spawn(process.execPath, [MAIN, ...args], { stdio: "ignore" });
}
