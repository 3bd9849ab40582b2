import { leaveOnOutputErrors } from "./output/output-errors.js";
import { createProgram } from "./program.js";
import { runToEnd } from "./running/run-to-end.js";

/** Runs the command that the arguments name, and sets the exit code. */
export function runCommandLine(args: readonly string[]): void {
  leaveOnOutputErrors();
  void runToEnd(() => createProgram().parseAsync(args), args);
}
