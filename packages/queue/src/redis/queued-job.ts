import { InputError } from "@weightcast/core";
import type { BatchStage } from "../batch/batch-job.js";

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

/** @throws InputError where Redis holds a job that is none of ours */
export function checkQueuedJob(data: unknown): QueuedJob {
  const { name, stages, task } = (data ?? {}) as Partial<QueuedJob>;
  const isStage = (stage: Partial<BatchStage>) =>
    typeof stage?.name === "string" &&
    Number.isInteger(stage.tasks) &&
    Array.isArray(stage.words) &&
    stage.words.every((word) => typeof word === "string");
  const isTask = task === null || (Number.isInteger(task) && Number(task) >= 0);
  if (typeof name !== "string" || !Array.isArray(stages) || !stages.every(isStage) || !isTask) {
    throw new InputError("the queue holds a job that is none of Weightcast");
  }
  return { name, stages, task: task ?? null };
}
