import { reportError } from "./errors.js";
import { leaveOnOutputErrors } from "./output-errors.js";
import { createProgram } from "./program.js";

leaveOnOutputErrors();

try {
  await createProgram().parseAsync();
} catch (error) {
  process.exitCode = reportError(error, process.argv.includes("--verbose"));
}
