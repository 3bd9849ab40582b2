// The command line is a file of its own, so that what keeps it from being loaded is told in one line: a limit of open files, or packages
// that are missing.
import("./command-line.js").then(
  ({ runCommandLine }) => runCommandLine(process.argv),
  (error: NodeJS.ErrnoException) => {
    const isLimit = error.code === "EMFILE" || error.code === "ENFILE";
    const reason = isLimit
      ? "more files than the system allows would be open; raise the limit (ulimit -n) to 256 or more"
      : `${error.message}; install weightcast again`;
    const message = `the program cannot be loaded: ${reason}`;
    process.stderr.write(`weightcast: ${message}\n`);
    if (process.argv.includes("--json")) {
      const document = { error: { code: isLimit ? "TRY_AGAIN" : "FAILED", message } };
      process.stdout.write(`${JSON.stringify(document, null, 2)}\n`);
    }
    process.exitCode = isLimit ? 75 : 1;
  },
);
