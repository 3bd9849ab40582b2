/** One Ctrl-C may arrive twice: from the terminal, and from a package manager that passes it on. */
const SAME_STOP_MILLISECONDS = 1000;

/** Runs `work` with a signal that Ctrl-C aborts; another Ctrl-C ends the process at once. */
export async function untilStopped<Result>(work: (signal: AbortSignal) => Promise<Result>): Promise<Result> {
  const stop = new AbortController();
  let stopped = 0;
  const onSignal = () => {
    if (!stop.signal.aborted) {
      stopped = performance.now();
      stop.abort();
    } else if (performance.now() - stopped > SAME_STOP_MILLISECONDS) {
      process.exit(1);
    }
  };
  process.on("SIGINT", onSignal);
  process.on("SIGTERM", onSignal);
  try {
    return await work(stop.signal);
  } finally {
    process.off("SIGINT", onSignal);
    process.off("SIGTERM", onSignal);
  }
}
