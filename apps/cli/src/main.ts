// The command line is a file of its own, so that what keeps it from being loaded is told in one line: limits of memory or of open files, or
// packages that are missing.
import { memoryLimits, memoryProblem } from "./running/memory-limits.js";

const shortage = memoryProblem(memoryLimits());
if (shortage === undefined) {
  import("./command-line.js").then(
    ({ runCommandLine }) => runCommandLine(process.argv),
    (error: NodeJS.ErrnoException) => {
      const isLimit = error.code === "EMFILE" || error.code === "ENFILE";
      const reason = isLimit
        ? "more files than the system allows would be open; raise the limit (ulimit -n) to 256 or more"
        : `${error.message}; install weightcast again`;
      fail(`the program cannot be loaded: ${reason}`, isLimit);
    },
  );
} else {
  fail(shortage, true);
}

/** Reports as commands do, and sets the exit code. */
function fail(message: string, mayPass: boolean): void {
  process.stderr.write(`weightcast: ${message}\n`);
  if (process.argv.includes("--json")) {
    const document = { error: { code: mayPass ? "TRY_AGAIN" : "FAILED", message } };
    process.stdout.write(`${JSON.stringify(document, null, 2)}\n`);
  }
  process.exitCode = mayPass ? 75 : 1;
}
