const PROBLEMS: Readonly<Record<string, string>> = {
  ENOSPC: "no space is left on the disk",
  EDQUOT: "the disk quota is used up",
  EIO: "the device failed",
};

/**
 * Ends the process when its output cannot be written: with one line on stderr and exit code 1, or silently
 * with exit code 0 if the reader of stdout has closed it, as `head` does. If stderr cannot be written either,
 * the process ends without a message.
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
