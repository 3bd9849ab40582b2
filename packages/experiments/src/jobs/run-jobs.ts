import { CancelledError, type ProgressListener } from "@weightcast/core";
import { type Job, jobInWords, type OutcomeOf } from "./job.js";
import type { JobStore } from "./job-store.js";

/** What does jobs, several at a time. */
export interface JobRunner {
  /** How many at a time. */
  readonly lanes: number;
  run(job: Job): Promise<OutcomeOf<Job>>;
  /** A digest of the code that does the jobs: what other code computed is not taken for its work. */
  code(): Promise<string>;
  /** Ends what is being done; its promises are rejected. */
  stop(): Promise<void>;
}

/** Jobs that were done or could not be. */
export interface JobResults {
  /** The outcome of a job; undefined where it failed. */
  outcomeOf<Kind extends Job>(job: Kind): OutcomeOf<Kind> | undefined;
  readonly failures: readonly { readonly job: Job; readonly problem: string }[];
  /** Jobs done by this call; the others were done before. */
  readonly computed: number;
  /** Wall time of all of them, that of earlier runs included. */
  readonly seconds: number;
}

export interface RunJobsOptions {
  readonly store: JobStore;
  readonly runner: JobRunner;
  /** Names the work in progress. */
  readonly stage: string;
  /** When the work as a whole began, by `performance.now()`. */
  readonly started: number;
  readonly onProgress?: ProgressListener | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Does the jobs that were not done before, in their order, and keeps the outcome of each as soon as it is there. A job that fails leaves
 * the rest alone.
 *
 * @throws CancelledError once `signal` is aborted
 */
export async function runJobs(jobs: readonly Job[], options: RunJobsOptions): Promise<JobResults> {
  const { store, runner, stage, signal, onProgress } = options;
  const outcomes = new Map<Job, OutcomeOf<Job>>();
  const failures: { job: Job; problem: string }[] = [];
  const elapsedOf = new Map<Job, number>();
  const pending: Job[] = [];
  const code = await runner.code();
  for (const job of jobs) {
    const finished = await store.find(job, code);
    if (finished === undefined) {
      pending.push(job);
      continue;
    }
    outcomes.set(job, finished.outcome);
    elapsedOf.set(job, finished.elapsed);
  }
  let done = 0;
  let lastEnd = options.started;
  const report = (note?: string) => {
    const progress = { stage, done, total: pending.length, unit: "fits" };
    onProgress?.(note === undefined ? progress : { ...progress, note });
  };
  const doJob = async (job: Job) => {
    try {
      const outcome = await runner.run(job);
      const now = performance.now();
      const elapsed = (now - lastEnd) / 1000;
      lastEnd = now;
      elapsedOf.set(job, elapsed);
      await store.keep(job, { outcome, elapsed }, code);
      outcomes.set(job, outcome);
    } catch (error) {
      throwIfCancelled(signal, error);
      failures.push({ job, problem: (error as Error).message.replaceAll(/\s+/g, " ").trim() });
    }
    done++;
    report(jobInWords(job));
  };
  throwIfCancelled(signal);
  if (pending.length > 0) report();
  await inLanes(runner.lanes, pending, doJob);
  return {
    outcomeOf: <Kind extends Job>(job: Kind) => outcomes.get(job) as OutcomeOf<Kind> | undefined,
    failures,
    computed: pending.length - failures.length,
    // In the order of the jobs, so that the sum is the same to its last bit whatever the order in which they ended.
    seconds: jobs.reduce((sum, job) => sum + (elapsedOf.get(job) ?? 0), 0),
  };
}

/** Runs `work` with a runner that is stopped at its end, and as soon as `signal` is aborted. */
export async function withRunner<Result>(
  runner: JobRunner,
  signal: AbortSignal | undefined,
  work: (runner: JobRunner) => Promise<Result>,
): Promise<Result> {
  const stop = () => void runner.stop();
  signal?.addEventListener("abort", stop);
  try {
    return await work(runner);
  } finally {
    signal?.removeEventListener("abort", stop);
    await runner.stop();
  }
}

/** Each lane takes the next job as soon as it is free; none does after a failure. */
async function inLanes(
  lanes: number,
  jobs: readonly Job[],
  work: (job: Job) => Promise<void>,
): Promise<void> {
  let next = 0;
  const lane = async () => {
    try {
      while (next < jobs.length) await work(jobs[next++]!);
    } catch (error) {
      next = jobs.length;
      throw error;
    }
  };
  const results = await Promise.allSettled(Array.from({ length: lanes }, lane));
  const failed = results.find((result) => result.status === "rejected");
  if (failed !== undefined) throw failed.reason;
}

function throwIfCancelled(signal: AbortSignal | undefined, cause?: unknown): void {
  if (signal?.aborted !== true) return;
  throw new CancelledError("stopped; what is finished is kept, and the same command goes on", { cause });
}
