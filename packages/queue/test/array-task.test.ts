import { UsageError } from "@weightcast/core";
import { expect, test } from "vitest";
import { type Environment, shardOfArrayTask } from "../src/index.js";

const slurm = (id: number, count: number, min: number, max: number, step = 1): Environment => ({
  SLURM_ARRAY_TASK_ID: String(id),
  SLURM_ARRAY_TASK_COUNT: String(count),
  SLURM_ARRAY_TASK_MIN: String(min),
  SLURM_ARRAY_TASK_MAX: String(max),
  SLURM_ARRAY_TASK_STEP: String(step),
});

test.each<[string, Environment, number, number]>([
  ["--array=0-3", slurm(0, 4, 0, 3), 1, 4],
  ["--array=1-4", slurm(4, 4, 1, 4), 4, 4],
  ["--array=10-30:10", slurm(20, 3, 10, 30, 10), 2, 3],
  ["--array=0-7:2", slurm(6, 4, 0, 6, 2), 4, 4],
  ["task 3 of 16 submitted by itself", { ...slurm(3, 1, 3, 3), WEIGHTCAST_SHARDS: "16" }, 4, 16],
  ["a Slurm without its further variables", { SLURM_ARRAY_TASK_ID: "2", SLURM_ARRAY_TASK_COUNT: "5" }, 3, 5],
  ["Kubernetes", { JOB_COMPLETION_INDEX: "7", WEIGHTCAST_SHARDS: "8" }, 8, 8],
  [
    "Kubernetes on a node of Slurm",
    { ...slurm(1, 4, 0, 3), JOB_COMPLETION_INDEX: "0", WEIGHTCAST_SHARDS: "2" },
    1,
    2,
  ],
])("%s", (_, environment, part, parts) => {
  expect(shardOfArrayTask(environment)).toEqual({ part, parts });
});

test.each<[string, Environment, string]>([
  ["no array", {}, "this process is not a task of an array"],
  ["empty variables", { SLURM_ARRAY_TASK_ID: "" }, "this process is not a task of an array"],
  ["an array with gaps", slurm(3, 3, 0, 7), "which are no parts of a whole; set WEIGHTCAST_SHARDS"],
  ["steps of 0", slurm(3, 3, 0, 7, 0), "which are no parts of a whole"],
  ["Kubernetes without a count", { JOB_COMPLETION_INDEX: "1" }, "WEIGHTCAST_SHARDS is not set"],
  [
    "an index beyond the count",
    { JOB_COMPLETION_INDEX: "4", WEIGHTCAST_SHARDS: "4" },
    "out of range (0 to 3)",
  ],
  [
    "an array from 1 with a count",
    { SLURM_ARRAY_TASK_ID: "4", WEIGHTCAST_SHARDS: "4" },
    "out of range (0 to 3)",
  ],
  ["no number", { SLURM_ARRAY_TASK_ID: "-1" }, "SLURM_ARRAY_TASK_ID is '-1', which is no whole number"],
  ["no count", { SLURM_ARRAY_TASK_ID: "1" }, "SLURM_ARRAY_TASK_COUNT is not set"],
])("%s is refused", (_, environment, message) => {
  expect(() => shardOfArrayTask(environment)).toThrow(UsageError);
  expect(() => shardOfArrayTask(environment)).toThrow(message);
});
