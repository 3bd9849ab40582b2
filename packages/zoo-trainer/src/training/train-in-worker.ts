import { type Progress, throwIfCancelled, UsageError } from "@weightcast/core";
import type { Checkpoint } from "./checkpoint.js";
import { HandOver } from "./hand-over.js";
import { checkedTraining, type TrainNetworkOptions, trainNetwork } from "./train-network.js";

/** For the message of the error where the work was cancelled. */
const WORK = "the training";

/** The message to the web worker: the options without functions and signals, which cannot be sent. */
type WorkerTask = Omit<TrainNetworkOptions, "onProgress" | "signal">;

/** A message from the web worker. */
type WorkerAnswer =
  | { readonly kind: "progress"; readonly progress: Progress }
  | { readonly kind: "checkpoint"; readonly checkpoint: Checkpoint }
  | { readonly kind: "end" }
  | { readonly kind: "error"; readonly message: string; readonly isUsage: boolean };

/** The part of a worker's global scope that is used here; the types of pages know another one. */
interface WorkerScope {
  onmessage: ((event: MessageEvent<WorkerTask>) => void) | null;
  postMessage(message: WorkerAnswer, transfer: readonly Transferable[]): void;
}

/**
 * Trains one network in a web worker of its own, so that the page stays free, and yields it as `trainNetwork` does: the same checkpoints with
 * the same bits. The worker needs no shared memory, so the page need not be cross-origin isolated. The images are copied to the worker.
 *
 * The worker trains on while the caller handles a checkpoint. It ends with the iteration: at the last checkpoint, when the caller leaves the loop, or
 * when `signal` is aborted. Bundlers find the worker's file, `training-worker.js`, by the `new URL` in this module.
 *
 * @throws UsageError where an option is out of range or does not fit the images, the worker gets no memory, or there are no web workers (in Node)
 * @throws CancelledError once `signal` is aborted
 */
export async function* trainInWorker(options: TrainNetworkOptions): AsyncGenerator<Checkpoint, void> {
  const { onProgress, signal, ...task } = options;
  checkedTraining(task);
  if (typeof Worker === "undefined") {
    throw new UsageError("there are no web workers here; trainNetwork trains on the calling thread");
  }
  throwIfCancelled(signal, WORK);
  const checkpoints = new HandOver<Checkpoint>();
  const worker = new Worker(new URL("./training-worker.js", import.meta.url), { type: "module" });
  worker.onmessage = ({ data }: MessageEvent<WorkerAnswer>) => {
    switch (data.kind) {
      case "progress":
        onProgress?.(data.progress);
        break;
      case "checkpoint":
        void checkpoints.give(data.checkpoint);
        break;
      case "end":
        checkpoints.end();
        break;
      case "error":
        checkpoints.end(data.isUsage ? new UsageError(data.message) : new Error(data.message));
        break;
      default:
        data satisfies never;
    }
  };
  worker.onerror = ({ message }) => {
    checkpoints.end(new Error(`the worker training-worker.js failed: ${message || "it cannot be loaded"}`));
  };
  const abort = () => checkpoints.end();
  signal?.addEventListener("abort", abort);
  try {
    worker.postMessage(task);
    for await (const checkpoint of checkpoints) {
      throwIfCancelled(signal, WORK);
      yield checkpoint;
    }
    throwIfCancelled(signal, WORK);
  } finally {
    signal?.removeEventListener("abort", abort);
    worker.terminate();
  }
}

/** Trains the network that this web worker is sent. The file `training-worker.js` of this package calls it. */
export function serveNetworkTraining(): void {
  const scope = globalThis as unknown as WorkerScope;
  const answer = (message: WorkerAnswer, transfer: readonly Transferable[] = []) =>
    scope.postMessage(message, transfer);
  scope.onmessage = async ({ data }) => {
    try {
      const onProgress = (progress: Progress) => answer({ kind: "progress", progress });
      for await (const checkpoint of trainNetwork({ ...data, onProgress })) {
        answer({ kind: "checkpoint", checkpoint }, [checkpoint.weights.buffer]);
      }
      answer({ kind: "end" });
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      answer({ kind: "error", message, isUsage: error instanceof UsageError });
    }
  };
}
