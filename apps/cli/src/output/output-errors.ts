const PROBLEMS: Readonly<Record<string, string>> = {
  ENOSPC: "no space is left on the disk",
  EDQUOT: "the disk quota is used up",
  EIO: "the device failed",
};

/**
 * Ends the process where what it prints cannot be written: with one line and exit code 1, or silently and with 0 where the reader of
 * stdout has seen enough, as `head` has. Where stderr fails, nobody can be told.
 */
export function leaveOnOutputErrors(): void {
  process.stdout.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code === "EPIPE") process.exit(0);
    const problem = PROBLEMS[error.code ?? ""] ?? error.message;
    process.stderr.write(`weightcast: cannot write to stdout: ${problem}\n`);
    process.exit(1);
  });
  process.stderr.on("error", () => process.exit(1));
}
