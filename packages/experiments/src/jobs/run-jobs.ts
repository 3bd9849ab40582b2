import { CancelledError, type ProgressListener, type Shard, TemporaryError } from "@weightcast/core";
import { type Job, jobInWords, type OutcomeOf } from "./job.js";
import type { JobStore } from "./job-store.js";
import type { Made } from "./made.js";

/** Runs jobs, several at a time. */
export interface JobRunner {
  /** The number of jobs that run at the same time. */
  readonly lanes: number;
  run(job: Job): Promise<OutcomeOf<Job>>;
  /** A digest of the code that runs the jobs, so that outcomes of another version of the code are not used. */
  code(): Promise<string>;
  /** Ends the running jobs, whose promises are rejected. */
  stop(): Promise<void>;
}

/** A job that failed, and why. */
interface JobFailure {
  readonly job: Job;
  readonly problem: string;
  /** Whether the job lacked something, such as memory, that it may have later: the same job may then succeed. */
  readonly isTemporary: boolean;
}

/** The outcomes of jobs, and the failures. */
export interface JobResults {
  /** The outcome of a job; undefined where it failed. */
  outcomeOf<Kind extends Job>(job: Kind): OutcomeOf<Kind> | undefined;
  readonly failures: readonly JobFailure[];
  /** When and where each job with an outcome ended. */
  readonly made: readonly Made[];
  /** The number of jobs of other parts that have not ended; 0 where the work is on all jobs. */
  readonly missing: number;
  /** The number of jobs that this call has run; the others were finished before. */
  readonly computed: number;
  /** Wall time of all jobs in seconds, including those of earlier runs. */
  readonly seconds: number;
}

export interface RunJobsOptions {
  readonly store: JobStore;
  readonly runner: JobRunner;
  /** The name of the work in progress. */
  readonly stage: string;
  /** The time at which the whole work began, from `performance.now()`. */
  readonly started: number;
  /** The part of the jobs to run, by default all: job i belongs to part i modulo the number of parts, plus 1. */
  readonly shard?: Shard | undefined;
  readonly onProgress?: ProgressListener | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Runs the jobs that are not finished yet, in their order, and stores the outcome of each as soon as it is finished. The other jobs run even if
 * a job fails. With a `shard`, only the jobs of that part run; failures that are not temporary are stored too, and those of other parts are found.
 *
 * @throws CancelledError once `signal` is aborted
 */
export async function runJobs(jobs: readonly Job[], options: RunJobsOptions): Promise<JobResults> {
  const { store, runner, stage, shard, signal, onProgress } = options;
  const outcomes = new Map<Job, OutcomeOf<Job>>();
  const failures: JobFailure[] = [];
  const elapsedOf = new Map<Job, number>();
  const made: Made[] = [];
  const pending: Job[] = [];
  const code = await runner.code();
  let missing = 0;
  for (const [index, job] of jobs.entries()) {
    const finished = await store.find(job, code);
    if (finished !== undefined) {
      outcomes.set(job, finished.outcome);
      elapsedOf.set(job, finished.elapsed);
      made.push(finished.made);
    } else if (shard === undefined) {
      pending.push(job);
    } else {
      const problem = await store.findFailure(job, code);
      if (problem !== undefined) failures.push({ job, problem, isTemporary: false });
      else if (index % shard.parts === shard.part - 1) pending.push(job);
      else missing++;
    }
  }
  let failed = 0;
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
      made.push(await store.keep(job, { outcome, elapsed }, code));
      outcomes.set(job, outcome);
    } catch (error) {
      throwIfCancelled(signal, error);
      const problem = (error as Error).message.replaceAll(/\s+/g, " ").trim();
      const isTemporary = error instanceof TemporaryError;
      failures.push({ job, problem, isTemporary });
      failed++;
      if (shard !== undefined && !isTemporary) await store.keepFailure(job, problem, code);
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
    made,
    missing,
    computed: pending.length - failed,
    // The sum is taken in the order of the jobs, so that it does not depend on the order in which they ended.
    seconds: jobs.reduce((sum, job) => sum + (elapsedOf.get(job) ?? 0), 0),
  };
}

/**
 * Refuses outcomes that depend on what a job lacked.
 *
 * @throws TemporaryError where a job failed for want of something that it may have later
 */
export function requireNoShortage({ failures }: Pick<JobResults, "failures">): void {
  const short = failures.filter(({ isTemporary }) => isTemporary);
  const [first] = short;
  if (first === undefined) return;
  const count = short.length === 1 ? "a fit" : `${short.length} fits`;
  throw new TemporaryError(
    `${count} could not be computed for now (${jobInWords(first.job)}: ${first.problem}); finished fits are kept, and the same request continues them`,
  );
}

/** Runs `work` with a runner, which is stopped at the end of the work or once `signal` is aborted. */
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

/** Runs `work` for the jobs, `lanes` at a time. After a failure no further job is started. */
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
  throw new CancelledError(
    "the experiments were cancelled; finished fits are kept, and the same request continues them",
    { cause },
  );
}
