import type { Job } from "bullmq";
import { connectionOf, loadBullmq, QUEUE_NAME, requireReachable } from "./connection.js";
import { checkQueuedJob, type TaskProgress } from "./queued-job.js";

/** How far one stage of a job has come. */
export interface StageStatus {
  /** The name of the job. */
  readonly name: string;
  readonly stage: string;
  readonly tasks: number;
  readonly done: number;
  readonly active: number;
  readonly failed: number;
  /** The sum of what active tasks say of themselves, such as networks; null where none has said anything. */
  readonly progress: TaskProgress | null;
  /** Finished tasks a minute since the first began; null before one is finished. */
  readonly tasksPerMinute: number | null;
  /** The seconds until all tasks are finished at this rate; null where it is not known. */
  readonly secondsLeft: number | null;
  /** Why tasks failed, each once. */
  readonly problems: readonly string[];
}

/**
 * How far the jobs in a queue have come, in the order of their stages.
 *
 * @param url the address of Redis
 * @throws TemporaryError where Redis does not answer
 */
export async function queueStatus(url: string): Promise<StageStatus[]> {
  const { Queue } = await loadBullmq();
  const connection = connectionOf(url);
  await requireReachable(url);
  const queue = new Queue(QUEUE_NAME, { connection });
  queue.on("error", () => {});
  try {
    const jobs = await queue.getJobs();
    const stages = new Map<string, Job[]>();
    for (const job of jobs.sort((a, b) => a.timestamp - b.timestamp)) {
      const { name, stages: left, task } = checkQueuedJob(job.data);
      if (task === null) continue;
      const key = `${name} ${left[0]?.name}`;
      stages.set(key, [...(stages.get(key) ?? []), job]);
    }
    return Array.from(stages.values(), (tasks) => statusOf(tasks, Date.now()));
  } finally {
    await queue.close();
  }
}

function statusOf(jobs: readonly Job[], now: number): StageStatus {
  const { name, stages } = checkQueuedJob(jobs[0]?.data);
  const ended = jobs.filter((job) => job.finishedOn !== undefined);
  const failed = ended.filter((job) => job.failedReason !== undefined && job.failedReason !== "");
  const active = jobs.filter((job) => job.processedOn !== undefined && job.finishedOn === undefined);
  const done = ended.length - failed.length;
  const began = Math.min(...jobs.map((job) => job.processedOn ?? Number.POSITIVE_INFINITY));
  const latest = done === jobs.length ? Math.max(...ended.map((job) => job.finishedOn ?? 0)) : now;
  const perMillisecond = done === 0 || latest <= began ? null : done / (latest - began);
  return {
    name,
    stage: stages[0]?.name ?? "",
    tasks: jobs.length,
    done,
    active: active.length,
    failed: failed.length,
    progress: sumOf(active.map((job) => job.progress)),
    tasksPerMinute: perMillisecond === null ? null : perMillisecond * 60_000,
    secondsLeft: perMillisecond === null ? null : (jobs.length - done) / perMillisecond / 1000,
    problems: Array.from(new Set(failed.map((job) => job.failedReason))),
  };
}

function sumOf(progress: readonly unknown[]): TaskProgress | null {
  const told = progress.flatMap((one) => {
    const { done, total, unit } = (one ?? {}) as Partial<TaskProgress>;
    return done === undefined || total === undefined || unit === undefined ? [] : [{ done, total, unit }];
  });
  const [first] = told;
  if (first === undefined) return null;
  const sum = (value: (one: TaskProgress) => number) => told.reduce((total, one) => total + value(one), 0);
  return { done: sum(({ done }) => done), total: sum(({ total }) => total), unit: first.unit };
}
