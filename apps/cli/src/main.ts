import { leaveOnOutputErrors } from "./output/output-errors.js";
import { createProgram } from "./program.js";
import { runToEnd } from "./running/run-to-end.js";

leaveOnOutputErrors();
void runToEnd(() => createProgram().parseAsync(), process.argv);
