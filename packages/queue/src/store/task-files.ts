import { InputError } from "@weightcast/core";
import type { BatchStage } from "../batch/batch-job.js";
import { isPlainName } from "./store-address.js";

/** The files of one task, as paths with slashes, relative to the folder in which the task runs. */
export interface TaskFiles {
  /** Files and folders that the task reads. */
  readonly reads: readonly string[];
  /** The folder that the task writes. */
  readonly writes: string;
  /** The file that tells that the folder is complete; undefined where no file does. */
  readonly last: string | undefined;
}

/**
 * The files of a task, for its transfer between a worker and a store.
 *
 * @param task the number of the task, from 0
 * @throws InputError where the stage does not tell its files, or writes a folder outside of the one in which its tasks run
 */
export function filesOfTask({ name, tasks, files }: BatchStage, task: number): TaskFiles {
  if (files === undefined) {
    throw new InputError(
      `the stage '${name}' does not tell what its tasks write; submit it with this version`,
    );
  }
  const { last } = files;
  const writes = files.writes.replace("{part}", String(task + 1)).replace("{parts}", String(tasks));
  // What is read from elsewhere, as by an absolute path, is every worker's own.
  const reads = files.reads.map(normal).filter(isInside);
  return { reads, writes: requireInside(normal(writes)), last };
}

/** A path without `./` at its beginning and slashes at its end. */
function normal(path: string): string {
  return path.replace(/^(?:\.\/+)+/, "").replace(/\/+$/, "");
}

/** Whether a path stays inside of the folder in which it begins. */
export function isInside(path: string): boolean {
  return path.split("/").every(isPlainName);
}

function requireInside(path: string): string {
  if (isInside(path)) return path;
  throw new InputError(
    `'${path}' is not inside of the folder of the work; with an object store, results have relative paths`,
  );
}
