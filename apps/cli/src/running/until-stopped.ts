import { CancelledError } from "@weightcast/core";

/** The signals that ask a command to stop, and their exit codes by the convention of shells: 128 plus the signal's number. */
const STOP_EXIT_CODES = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;
type StopSignal = keyof typeof STOP_EXIT_CODES;
export const STOP_SIGNALS = Object.keys(STOP_EXIT_CODES) as StopSignal[];

/** One Ctrl-C may arrive twice: from the terminal, and from a package manager that forwards it. */
const SAME_STOP_MILLISECONDS = 1000;

/** Work that a stop cancels. */
interface CancellableWork {
  readonly stop: AbortController;
  /** The time that the work may take to end once it is cancelled. */
  readonly graceMilliseconds: number;
}

const underWay = new Set<CancellableWork>();
let stopped: { readonly by: StopSignal; readonly at: number } | undefined;

/** The exit code of the signal that stopped this process; undefined where no signal has stopped it. */
export function stopExitCode(): number | undefined {
  return stopped === undefined ? undefined : STOP_EXIT_CODES[stopped.by];
}

/**
 * Lets Ctrl-C, SIGTERM and the end of the terminal (SIGHUP) stop the process: the work of `untilStopped` is cancelled. Where no such work is
 * under way, the work does not end in time, or a second signal arrives, `end` is called, which has to end the process.
 *
 * @returns takes the handlers of the signals away
 */
export function listenForStops(end: () => void): () => void {
  const onSignal = (signal: NodeJS.Signals) => {
    const now = performance.now();
    const isFirst = stopped === undefined;
    stopped ??= { by: signal as StopSignal, at: now };
    if (underWay.size === 0) return end();
    if (!isFirst) {
      if (now - stopped.at > SAME_STOP_MILLISECONDS) end();
      return;
    }
    for (const work of underWay) {
      work.stop.abort();
      if (!Number.isFinite(work.graceMilliseconds)) continue;
      setTimeout(() => underWay.has(work) && end(), work.graceMilliseconds).unref();
    }
  };
  for (const signal of STOP_SIGNALS) process.on(signal, onSignal);
  return () => {
    for (const signal of STOP_SIGNALS) process.off(signal, onSignal);
  };
}

/**
 * Runs `work` with a signal that a stop of the process aborts.
 *
 * @param graceMilliseconds the time that the work may take to end after a stop; by default as long as it takes
 * @throws CancelledError where a stop has come before
 */
export async function untilStopped<Result>(
  work: (signal: AbortSignal) => Promise<Result>,
  graceMilliseconds: number = Number.POSITIVE_INFINITY,
): Promise<Result> {
  // A stop that came when earlier work had nothing left to cancel must not be lost.
  if (stopped !== undefined) throw new CancelledError("the command was cancelled");
  const stop = new AbortController();
  const current = { stop, graceMilliseconds };
  underWay.add(current);
  try {
    return await work(stop.signal);
  } finally {
    underWay.delete(current);
  }
}

/** Waits for Ctrl-C, SIGTERM or the end of the terminal. */
export function stopSignal(): Promise<void> {
  return untilStopped(
    (signal) => new Promise<void>((resolve) => signal.addEventListener("abort", () => resolve())),
  );
}
