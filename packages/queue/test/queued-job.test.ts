import { InputError } from "@weightcast/core";
import { expect, test } from "vitest";
import { checkQueuedJob } from "../src/node.js";

const STAGE = { name: "train", tasks: 4, words: ["zoo", "train", "-o", "zoo"] };
const JOB = { name: "zoo", stages: [STAGE], task: 0 };

test("a job of ours is read, without what it should not have", () => {
  expect(checkQueuedJob({ ...JOB, more: 1 })).toEqual(JOB);
  expect(checkQueuedJob({ ...JOB, task: null })).toEqual({ ...JOB, task: null });
});

test.each<[string, unknown]>([
  ["nothing", undefined],
  ["a word", "zoo"],
  ["no stages", { ...JOB, stages: {} }],
  ["an empty stage", { ...JOB, stages: [null] }],
  ["a task before the first", { ...JOB, task: -1 }],
  ["no tasks", { ...JOB, stages: [{ ...STAGE, tasks: 0 }] }],
  ["a billion tasks", { ...JOB, stages: [{ ...STAGE, tasks: 1e9 }] }],
  ["a thousand stages", { ...JOB, stages: Array(1000).fill(STAGE) }],
  ["words that are numbers", { ...JOB, stages: [{ ...STAGE, words: [1] }] }],
  ["a word that no process takes", { ...JOB, stages: [{ ...STAGE, words: ["zoo\0train"] }] }],
  ["a hundred thousand words", { ...JOB, stages: [{ ...STAGE, words: Array(100_000).fill("a") }] }],
])("%s is refused", (_, data) => {
  expect(() => checkQueuedJob(data)).toThrow(InputError);
});

test("the files of a stage are kept, and must be paths", () => {
  const files = { reads: ["images"], writes: "zoo.shards/shard-{part}-of-{parts}", last: "weights.npy" };
  const job = (its: unknown) => ({ ...JOB, stages: [{ ...STAGE, files: its }] });
  expect(checkQueuedJob(job({ ...files, more: 1 }))).toEqual(job(files));
  for (const bad of [
    null,
    {},
    { ...files, reads: "images" },
    { ...files, writes: 1 },
    { ...files, last: "a\0" },
  ]) {
    expect(() => checkQueuedJob(job(bad)), JSON.stringify(bad)).toThrow(InputError);
  }
});
