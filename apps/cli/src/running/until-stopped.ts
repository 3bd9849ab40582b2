/** The signals that ask a command to stop, and their exit codes by the convention of shells: 128 plus the signal's number. */
const STOP_EXIT_CODES = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;
type StopSignal = keyof typeof STOP_EXIT_CODES;
export const STOP_SIGNALS = Object.keys(STOP_EXIT_CODES) as StopSignal[];

/** One Ctrl-C may arrive twice: from the terminal, and from a package manager that forwards it. */
const SAME_STOP_MILLISECONDS = 1000;

let stoppedBy: StopSignal | undefined;

/** The exit code of the signal that stopped the work of this process; undefined where no signal has stopped it. */
export function stopExitCode(): number | undefined {
  return stoppedBy === undefined ? undefined : STOP_EXIT_CODES[stoppedBy];
}

/**
 * Runs `work` with a signal that Ctrl-C, SIGTERM and the end of the terminal (SIGHUP) abort. A second one ends the process immediately.
 */
export async function untilStopped<Result>(work: (signal: AbortSignal) => Promise<Result>): Promise<Result> {
  const stop = new AbortController();
  let stopped = 0;
  const onSignal = (signal: NodeJS.Signals) => {
    if (!stop.signal.aborted) {
      stopped = performance.now();
      stoppedBy = signal as StopSignal;
      stop.abort();
    } else if (performance.now() - stopped > SAME_STOP_MILLISECONDS) {
      process.exit(STOP_EXIT_CODES[signal as StopSignal]);
    }
  };
  for (const signal of STOP_SIGNALS) process.on(signal, onSignal);
  try {
    return await work(stop.signal);
  } finally {
    for (const signal of STOP_SIGNALS) process.off(signal, onSignal);
  }
}

/** Waits for Ctrl-C, SIGTERM or the end of the terminal. */
export function stopSignal(): Promise<void> {
  return untilStopped(
    (signal) => new Promise<void>((resolve) => signal.addEventListener("abort", () => resolve())),
  );
}
