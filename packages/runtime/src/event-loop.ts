import { CancelledError } from "@weightcast/core";

/** How long work runs before it lets others run. */
const TURN_MILLISECONDS = 50;

/**
 * A function to await between steps of long work: lets timers, input and abort events through now and then.
 *
 * @param work what the error says was cancelled
 * @throws CancelledError, from the function returned, once `signal` is aborted
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
