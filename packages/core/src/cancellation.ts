import { CancelledError } from "./errors.js";

/**
 * Ends work whose signal is aborted. Long work calls this function between its steps.
 *
 * @param work what was cancelled, for the error's message: `opening ./zoo`
 * @throws CancelledError once `signal` is aborted, with the signal's reason as its cause
 */
export function throwIfCancelled(signal: AbortSignal | undefined, work: string): void {
  if (signal?.aborted === true) throw new CancelledError(`${work} was cancelled`, { cause: signal.reason });
}
