import { InputError } from "@weightcast/core";
import type { BatchStage, StageFiles } from "../batch/batch-job.js";

/** The data of a job in the queue: one task of a stage, or the end of a stage, after which the next stage begins. */
export interface QueuedJob {
  /** The name of the whole work. */
  readonly name: string;
  /** The stages that are left, the job's own first. */
  readonly stages: readonly BatchStage[];
  /** The number of the task from 0; null for the end of the stage. */
  readonly task: number | null;
}

/** How far a task has come, as its command says. */
export interface TaskProgress {
  readonly done: number;
  readonly total: number;
  /** The things that are counted: `networks`, `fits`. */
  readonly unit: string;
}

/**
 * Names a job by its work, stage and task: the same submission again finds the jobs that are there.
 */
export function jobId({ name, stages, task }: QueuedJob): string {
  return [name, stages[0]?.name ?? "end", task ?? "end"].join(".");
}

/** The limits of a job, far above those of any work: what Redis holds may have been written by anyone who reaches it. */
const MOST_TASKS = 100_000;
const MOST_STAGES = 100;
const MOST_WORDS = 1000;

/**
 * Reads the data of a job in Redis.
 *
 * @throws InputError where the data is not a job of Weightcast, or has more than 100 stages, 100,000 tasks of a stage or 1000 words of a
 * command line
 */
export function checkQueuedJob(data: unknown): QueuedJob {
  const { name, stages, task } = (data ?? {}) as Partial<QueuedJob>;
  const isTask = task === null || (Number.isInteger(task) && Number(task) >= 0);
  const isJob =
    typeof name === "string" &&
    Array.isArray(stages) &&
    stages.length <= MOST_STAGES &&
    stages.every(isStage) &&
    isTask;
  if (!isJob) throw new InputError("the queue holds a job that is none of Weightcast");
  return {
    name,
    stages: stages.map(({ name, tasks, words, files }) => {
      return { name, tasks, words, ...(files !== undefined && { files: copyOf(files) }) };
    }),
    task: task ?? null,
  };
}

function isStage(stage: Partial<BatchStage> | null): boolean {
  const { name, tasks, words, files } = stage ?? {};
  return (
    typeof name === "string" &&
    Number.isInteger(tasks) &&
    Number(tasks) >= 1 &&
    Number(tasks) <= MOST_TASKS &&
    Array.isArray(words) &&
    words.length <= MOST_WORDS &&
    words.every(isText) &&
    (files === undefined || areFiles(files))
  );
}

function areFiles(files: Partial<StageFiles> | null): boolean {
  const { reads, writes, last } = files ?? {};
  return (
    Array.isArray(reads) &&
    reads.length <= MOST_WORDS &&
    reads.every(isText) &&
    isText(writes) &&
    (last === undefined || isText(last))
  );
}

function copyOf({ reads, writes, last }: StageFiles): StageFiles {
  return { reads, writes, ...(last !== undefined && { last }) };
}

function isText(value: unknown): boolean {
  return typeof value === "string" && !value.includes("\0");
}
