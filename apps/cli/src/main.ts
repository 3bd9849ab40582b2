import { leaveOnOutputErrors } from "./output-errors.js";
import { createProgram } from "./program.js";
import { runToEnd } from "./run-to-end.js";

leaveOnOutputErrors();
void runToEnd(() => createProgram().parseAsync(), process.argv);
