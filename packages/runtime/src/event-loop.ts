import { CancelledError } from "@weightcast/core";

/** The time after which work lets other events be handled, in milliseconds. */
const TURN_MILLISECONDS = 50;

/**
 * Makes a function to await between the steps of long work. About every 50 ms it lets the event loop handle timers, input and abort events. The
 * function throws a CancelledError once `signal` is aborted.
 *
 * @param work what was cancelled, for the error's message
 */
export function takeTurns(signal?: AbortSignal, work = "training"): () => Promise<void> {
  let turnStart = performance.now();
  return async () => {
    if (performance.now() - turnStart > TURN_MILLISECONDS) {
      await new Promise((resolve) => setTimeout(resolve, 0));
      turnStart = performance.now();
    }
    if (signal?.aborted === true) {
      throw new CancelledError(`${work} was cancelled`, { cause: signal.reason });
    }
  };
}
