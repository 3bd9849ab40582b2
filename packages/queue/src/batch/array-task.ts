import { type Shard, UsageError } from "@weightcast/core";

/** The variable with the number of tasks of an array, for systems that do not tell their tasks, and for arrays of which some tasks run again. */
export const SHARDS_VARIABLE = "WEIGHTCAST_SHARDS";

/** The environment variables of a process, such as `process.env`. */
export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The part of the work that belongs to this task of a Slurm array or of a Kubernetes Indexed Job, by its environment:
 *
 * - Kubernetes: `JOB_COMPLETION_INDEX`, from 0, and `WEIGHTCAST_SHARDS`, the number of completions.
 * - Slurm: `SLURM_ARRAY_TASK_ID`. With `WEIGHTCAST_SHARDS`, the numbers are 0 to that, and some tasks of the array may be submitted again
 *   by themselves. Without it, the array's own variables tell (`SLURM_ARRAY_TASK_COUNT`, `_MIN`, `_MAX`, `_STEP`).
 *
 * @throws UsageError where the process is not a task of an array, a variable is no whole number, the number of the task is out of range, or
 *   the number of tasks cannot be known
 */
export function shardOfArrayTask(environment: Environment): Shard {
  const number = (name: string) => wholeNumber(environment, name);
  const shards = number(SHARDS_VARIABLE);
  const completion = number("JOB_COMPLETION_INDEX");
  if (completion !== undefined) {
    if (shards === undefined) {
      throw new UsageError(
        `JOB_COMPLETION_INDEX is ${completion}, but ${SHARDS_VARIABLE} is not set; set it to the completions of the Job`,
      );
    }
    return shardAt("JOB_COMPLETION_INDEX", completion, shards);
  }
  const task = number("SLURM_ARRAY_TASK_ID");
  if (task === undefined) {
    throw new UsageError(
      "this process is not a task of an array: neither SLURM_ARRAY_TASK_ID nor JOB_COMPLETION_INDEX is set; name the part, such as 1/4",
    );
  }
  if (shards !== undefined) return shardAt("SLURM_ARRAY_TASK_ID", task, shards);
  const count = number("SLURM_ARRAY_TASK_COUNT");
  if (count === undefined) {
    throw new UsageError(`SLURM_ARRAY_TASK_ID is ${task}, but SLURM_ARRAY_TASK_COUNT is not set`);
  }
  const least = number("SLURM_ARRAY_TASK_MIN") ?? 0;
  const step = number("SLURM_ARRAY_TASK_STEP") ?? 1;
  const most = number("SLURM_ARRAY_TASK_MAX") ?? least + (count - 1) * step;
  // An array such as 0,3,7: which part a task was in an earlier array cannot be known.
  if (step === 0 || Math.floor((most - least) / step) + 1 !== count || (task - least) % step !== 0) {
    throw new UsageError(
      `the array has ${count} tasks from ${least} to ${most} in steps of ${step}, which are no parts of a whole; set ${SHARDS_VARIABLE} to the number of all parts, and number the tasks from 0`,
    );
  }
  return shardAt("SLURM_ARRAY_TASK_ID", (task - least) / step, count);
}

function shardAt(name: string, index: number, parts: number): Shard {
  if (index >= 0 && index < parts) return { part: index + 1, parts };
  throw new UsageError(`${name} names task ${index}, which is out of range (0 to ${parts - 1})`);
}

function wholeNumber(environment: Environment, name: string): number | undefined {
  const text = environment[name];
  if (text === undefined || text === "") return undefined;
  if (/^\d{1,9}$/.test(text)) return Number(text);
  throw new UsageError(`${name} is '${text}', which is no whole number`);
}
