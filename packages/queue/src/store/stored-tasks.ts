import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { join, resolve } from "node:path";
import { setTimeout } from "node:timers/promises";
import type { BatchStage } from "../batch/batch-job.js";
import type { TaskEnd } from "../redis/run-task.js";
import type { ObjectStore } from "./object-store.js";
import { StoreFolder } from "./store-folder.js";
import { filesOfTask, type TaskFiles } from "./task-files.js";

/** Options of `StoredTasks`. */
export interface StoredTasksOptions {
  readonly store: ObjectStore;
  /** The folder in which a folder of this worker is made, and removed at the end. */
  readonly folder: string;
  /** How often finished files are written to the store while a task runs, in milliseconds. */
  readonly pushMilliseconds: number;
  readonly onNotice: (notice: string) => void;
  /** Ends transfers to this worker. */
  readonly signal: AbortSignal;
}

/**
 * Tasks whose files lie in an object store: each begins with what the store has, and leaves there what it finishes, while it runs and at its
 * end.
 */
export class StoredTasks {
  /** How many tasks of this worker write each folder now. */
  private readonly writers = new Map<string, number>();

  private constructor(
    private readonly files: StoreFolder,
    private readonly options: StoredTasksOptions,
  ) {}

  /** Makes the folder of this worker. */
  static async open(options: StoredTasksOptions): Promise<StoredTasks> {
    await mkdir(options.folder, { recursive: true });
    const folder = await mkdtemp(join(resolve(options.folder), "worker-"));
    return new StoredTasks(new StoreFolder(folder, options.store), options);
  }

  /** Removes the folder of this worker. */
  async close(): Promise<void> {
    await rm(this.files.folder, { recursive: true, force: true });
  }

  /**
   * Brings the files of a task, does its work, and writes its results to the store.
   *
   * @param task the number of the task, from 0
   * @param work does the task in a folder
   * @throws InputError where the stage does not tell its files, or the store has a key that is no path
   * @throws TemporaryError where the store does not answer: the task is not done before its results are there
   * @throws CancelledError once `signal` is aborted, if the work has not begun
   */
  async run(stage: BatchStage, task: number, work: (folder: string) => Promise<TaskEnd>): Promise<TaskEnd> {
    const files = filesOfTask(stage, task);
    const { reads, writes, last } = files;
    this.writers.set(writes, (this.writers.get(writes) ?? 0) + 1);
    try {
      await this.files.pull([...reads, writes], this.options.signal);
      const end = await this.whilePushing(files, () => work(this.files.folder));
      await this.files.push(writes, { last, isComplete: end.code === 0 });
      if (this.writers.get(writes) === 1) await this.files.forget(writes);
      return end;
    } finally {
      this.writers.set(writes, (this.writers.get(writes) ?? 1) - 1);
    }
  }

  /** Does the work, and writes what is finished to the store from time to time. */
  private async whilePushing<Result>(
    { writes, last }: TaskFiles,
    work: () => Promise<Result>,
  ): Promise<Result> {
    const { pushMilliseconds, onNotice } = this.options;
    const ended = new AbortController();
    const pushing = (async () => {
      for (;;) {
        await setTimeout(pushMilliseconds, undefined, { signal: ended.signal });
        await this.files
          .push(writes, { last, isComplete: false })
          .catch((error: Error) => onNotice(`${error.message}; it is tried again`));
      }
    })().catch(() => {});
    try {
      return await work();
    } finally {
      ended.abort();
      await pushing;
    }
  }
}
