import { CancelledError, InputError, TemporaryError } from "@weightcast/core";
import type { Job } from "bullmq";
import { BAD_INPUT_EXIT_CODE, type BatchStage, TRY_AGAIN_EXIT_CODE } from "../batch/batch-job.js";
import { openS3Store, type S3Options } from "../store/s3-store.js";
import { StoredTasks } from "../store/stored-tasks.js";
import { connectionOf, loadBullmq, QUEUE_NAME, requireReachable } from "./connection.js";
import { checkQueuedJob } from "./queued-job.js";
import { type RunTaskOptions, runTask, type TaskEnd } from "./run-task.js";
import { addStages } from "./submit-job.js";

/** Options of a worker. */
export interface WorkOptions extends Pick<RunTaskOptions, "program" | "folder"> {
  /** The address of Redis. */
  readonly url: string;
  /** The number of tasks at the same time, each in a process of its own. */
  readonly concurrency: number;
  /** The S3-compatible store of all files, in whose place workers share `folder` by default; each then has a folder of its own in `folder`. */
  readonly store?: StoreOptions | undefined;
  /**
   * The first words of the command lines that tasks may run, such as `["zoo", "train"]`; by default all are run. Whoever can write to Redis
   * chooses the others.
   */
  readonly commands?: readonly (readonly string[])[] | undefined;
  /** Called with one line about each task that ends. */
  readonly onNotice: (notice: string) => void;
  /** Ends the worker: its tasks keep what is finished, and go back to the queue. */
  readonly signal: AbortSignal;
  /** The time after which the task of a worker that died is given to another, in milliseconds; by default 30 seconds. */
  readonly lockMilliseconds?: number | undefined;
}

/** The place of an S3-compatible store. */
export interface StoreOptions extends S3Options {
  /** `s3://bucket/prefix` */
  readonly address: string;
  /** How often what tasks have finished is written to the store, in milliseconds; by default 10 seconds. */
  readonly pushMilliseconds?: number | undefined;
}

const PUSH_MILLISECONDS = 10_000;
const LOCK_MILLISECONDS = 30_000;
/** When a task that another process holds, or that was stopped, is tried again. */
const AGAIN_MILLISECONDS = 5000;
/** How long a Redis may take to accept a connection when a worker ends. */
const LEAVE_MILLISECONDS = 300;
/** A task of a worker that died is done again however often that happens. */
const MOST_STALLS = 1000;

/**
 * Does the tasks of the queue until `signal` is aborted. While Redis is away, tasks go on, and the worker waits for it. A task with a store is
 * done when its results are in the store.
 *
 * @throws UsageError where the URL is none of Redis, the store refuses, or the library of the queue or of the store is not installed
 * @throws TemporaryError where the store does not answer
 */
export async function workOnQueue(options: WorkOptions): Promise<void> {
  const { store, folder, onNotice, signal } = options;
  if (store === undefined) return work(options, (_stage, _task, run) => run(folder));
  const { pushMilliseconds = PUSH_MILLISECONDS } = store;
  const opened = await openS3Store(store.address, store);
  const tasks = await StoredTasks.open({ store: opened, folder, pushMilliseconds, onNotice, signal });
  try {
    await work(options, (stage, task, run) => tasks.run(stage, task, run));
  } finally {
    await tasks.close();
  }
}

/** Does a task by `run`, which is given the folder that the task runs in. */
type TaskPlace = (
  stage: BatchStage,
  task: number,
  run: (folder: string) => Promise<TaskEnd>,
) => Promise<TaskEnd>;

async function work(options: WorkOptions, inPlace: TaskPlace): Promise<void> {
  const { url, concurrency, onNotice, signal, lockMilliseconds = LOCK_MILLISECONDS } = options;
  const { DelayedError, FlowProducer, UnrecoverableError, Worker } = await loadBullmq();
  const connection = connectionOf(url, signal);
  const producer = new FlowProducer({ connection });
  const running = new Set<Promise<TaskEnd>>();

  const doJob = async (job: Job, token?: string) => {
    const { name, stages, task } = checkQueuedJob(job.data);
    const [stage, ...rest] = stages;
    if (stage === undefined || task === null) {
      await addStages(producer, name, rest);
      return;
    }
    if (!isAllowed(stage.words, options.commands)) {
      throw new UnrecoverableError(`'${stage.words.slice(0, 2).join(" ")}' is not a command of tasks`);
    }
    const tryLater = async (): Promise<never> => {
      await job.moveToDelayed(Date.now() + (signal.aborted ? 0 : AGAIN_MILLISECONDS), token);
      throw new DelayedError();
    };
    const onProgress = (progress: object) => void job.updateProgress(progress).catch(() => {});
    const run = inPlace(stage, task, (folder) =>
      runTask(stage, task, { ...options, folder, onProgress }),
    ).finally(() => running.delete(run));
    running.add(run);
    const end = await run.catch((error: Error) => {
      onNotice(`${job.id}: ${error.message}`);
      if (error instanceof InputError) throw new UnrecoverableError(error.message);
      if (error instanceof TemporaryError || error instanceof CancelledError) return tryLater();
      throw error;
    });
    onNotice(`${job.id}: ${inWords(end)}`);
    if (end.code === 0) return;
    if (end.code === BAD_INPUT_EXIT_CODE) throw new UnrecoverableError(end.message);
    if (signal.aborted || end.code === TRY_AGAIN_EXIT_CODE) await tryLater();
    throw new Error(inWords(end));
  };

  const worker = new Worker(QUEUE_NAME, doJob, {
    connection,
    concurrency,
    lockDuration: lockMilliseconds,
    stalledInterval: lockMilliseconds,
    maxStalledCount: MOST_STALLS,
  });
  // Both try to connect again by themselves.
  producer.on("error", () => {});
  let isAway = false;
  worker.on("error", (error: NodeJS.ErrnoException) => {
    if (isAway || error.syscall !== "connect") return;
    isAway = true;
    onNotice(`Redis at ${new URL(url).host} does not answer; the worker waits for it`);
  });
  worker.on("ready", () => {
    isAway = false;
  });
  await new Promise<void>((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener("abort", () => resolve());
  });
  await Promise.allSettled(running);
  // Where Redis is away, the library would wait for it without end to say that the worker leaves.
  const isReachable = await requireReachable(url, LEAVE_MILLISECONDS).then(
    () => true,
    () => false,
  );
  await worker.close(!isReachable);
  await producer.close();
}

function inWords({ code, message }: TaskEnd): string {
  if (code === 0) return "done";
  return `${code === null ? "killed" : `ended with exit code ${code}`}${message === "" ? "" : `: ${message}`}`;
}

function isAllowed(words: readonly string[], commands: WorkOptions["commands"]): boolean {
  return commands?.some((command) => command.every((word, i) => words[i] === word)) ?? true;
}
