import { proxy, type Remote, wrap } from "comlink";
import type { Engine } from "./engine.js";

/** The engine in its worker. */
export type RemoteEngine = Remote<Engine>;

/** Starts the engine in a worker of its own, so that its work never holds the page up. */
export function startEngine(): RemoteEngine {
  const worker = new Worker(new URL("./engine-worker.ts", import.meta.url), {
    type: "module",
    name: "engine",
  });
  return wrap<Engine>(worker);
}

let tasks = 0;

/**
 * Runs a task of the engine that a signal can cancel.
 *
 * @param work gets the task's number
 */
export async function runTask<T>(
  engine: RemoteEngine,
  signal: AbortSignal,
  work: (task: number) => Promise<T>,
): Promise<T> {
  const task = ++tasks;
  const cancel = () => void engine.cancel(task);
  signal.addEventListener("abort", cancel);
  try {
    return await work(task);
  } finally {
    signal.removeEventListener("abort", cancel);
  }
}

/** A function that the engine can call across the border of its worker. */
export function callback<A extends unknown[]>(run: (...values: A) => void): (...values: A) => void {
  return proxy(run);
}
