import type { Job } from "bullmq";
import { BAD_INPUT_EXIT_CODE, TRY_AGAIN_EXIT_CODE } from "../batch/batch-job.js";
import { connectionOf, loadBullmq, QUEUE_NAME } from "./connection.js";
import { checkQueuedJob } from "./queued-job.js";
import { type RunTaskOptions, runTask, type TaskEnd } from "./run-task.js";
import { addStages } from "./submit-job.js";

/** Options of a worker. */
export interface WorkOptions extends Pick<RunTaskOptions, "program" | "folder"> {
  /** The address of Redis. */
  readonly url: string;
  /** The number of tasks at the same time, each in a process of its own. */
  readonly concurrency: number;
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

const LOCK_MILLISECONDS = 30_000;
/** When a task that another process holds, or that was stopped, is tried again. */
const AGAIN_MILLISECONDS = 5000;
/** A task of a worker that died is done again however often that happens. */
const MOST_STALLS = 1000;

/**
 * Does the tasks of the queue until `signal` is aborted. While Redis is away, tasks go on, and the worker waits for it.
 *
 * @throws UsageError where the URL is none of Redis, or the library of the queue is not installed
 */
export async function workOnQueue(options: WorkOptions): Promise<void> {
  const { url, concurrency, onNotice, signal, lockMilliseconds = LOCK_MILLISECONDS } = options;
  const { DelayedError, FlowProducer, UnrecoverableError, Worker } = await loadBullmq();
  const connection = connectionOf(url, true);
  const producer = new FlowProducer({ connection });

  const work = async (job: Job, token?: string) => {
    const { name, stages, task } = checkQueuedJob(job.data);
    const [stage, ...rest] = stages;
    if (stage === undefined || task === null) {
      await addStages(producer, name, rest);
      return;
    }
    if (!isAllowed(stage.words, options.commands)) {
      throw new UnrecoverableError(`'${stage.words.slice(0, 2).join(" ")}' is not a command of tasks`);
    }
    const onProgress = (progress: object) => void job.updateProgress(progress).catch(() => {});
    const end = await runTask(stage, task, { ...options, onProgress });
    onNotice(`${job.id}: ${inWords(end)}`);
    if (end.code === 0) return;
    if (end.code === BAD_INPUT_EXIT_CODE) throw new UnrecoverableError(end.message);
    if (signal.aborted || end.code === TRY_AGAIN_EXIT_CODE) {
      await job.moveToDelayed(Date.now() + (signal.aborted ? 0 : AGAIN_MILLISECONDS), token);
      throw new DelayedError();
    }
    throw new Error(inWords(end));
  };

  const worker = new Worker(QUEUE_NAME, work, {
    connection,
    concurrency,
    lockDuration: lockMilliseconds,
    stalledInterval: lockMilliseconds,
    maxStalledCount: MOST_STALLS,
  });
  // Both try to connect again by themselves.
  worker.on("error", () => {});
  producer.on("error", () => {});
  await new Promise<void>((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener("abort", () => resolve());
  });
  await worker.close();
  await producer.close();
}

function inWords({ code, message }: TaskEnd): string {
  if (code === 0) return "done";
  return `${code === null ? "killed" : `ended with exit code ${code}`}${message === "" ? "" : `: ${message}`}`;
}

function isAllowed(words: readonly string[], commands: WorkOptions["commands"]): boolean {
  return commands?.some((command) => command.every((word, i) => words[i] === word)) ?? true;
}
