import { stat } from "node:fs/promises";
import { setTimeout as wait } from "node:timers/promises";
import { throwIfCancelled, UsageError } from "@weightcast/core";
import { findCheckpoints } from "../importing/find-checkpoints.js";

/** How a folder is watched. */
export interface WatchOptions {
  /** The time between two looks at the folder. */
  readonly seconds: number;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Watches a folder and yields checkpoints that appear in it, those that are there already first. A file is yielded once it is complete: if its
 * size and the time of its last change are the same at two looks. It never ends by itself.
 *
 * @throws CancelledError once `signal` is aborted
 */
export async function* newCheckpoints(
  folder: string,
  { seconds, signal }: WatchOptions,
): AsyncGenerator<string> {
  const done = new Set<string>();
  let before = new Map<string, string>();
  for (;;) {
    throwIfCancelled(signal, `watching ${folder}`);
    const states = new Map<string, string>();
    for (const path of await checkpointsIn(folder)) {
      const found = await stat(path).catch(() => undefined);
      if (found !== undefined && found.size > 0) states.set(path, `${found.size} ${found.mtimeMs}`);
    }
    for (const [path, state] of states) {
      if (done.has(path) || before.get(path) !== state) continue;
      done.add(path);
      yield path;
    }
    before = states;
    await wait(seconds * 1000, undefined, { signal }).catch(() => {});
  }
}

/** A folder without checkpoints is not an error here: they will appear. */
async function checkpointsIn(folder: string): Promise<string[]> {
  return findCheckpoints([folder]).catch((error: unknown) => {
    if (error instanceof UsageError) return [];
    throw error;
  });
}
