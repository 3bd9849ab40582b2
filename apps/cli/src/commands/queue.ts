import { availableParallelism } from "node:os";
import { UsageError, unknownName } from "@weightcast/core";
import { queueStatus, type StageStatus, workOnQueue } from "@weightcast/queue/node";
import { Command } from "commander";
import { type CommonOptions, createCommand, print } from "../command.js";
import { redisOption } from "../options/redis.js";
import { addStoreOptions, type StoreCommandOptions, storeOf } from "../options/store.js";
import { wholeNumber } from "../options/whole-number.js";
import { printNotice } from "../output/progress.js";
import { untilStopped } from "../running/until-stopped.js";

interface QueueOptions extends CommonOptions {
  readonly redis: string;
}

interface QueueWorkOptions extends QueueOptions, StoreCommandOptions {
  readonly concurrency: number;
  readonly folder: string;
}

/** The commands whose work a queue takes, by their names there. */
const KINDS: ReadonlyMap<string, readonly string[]> = new Map([
  ["zoo-train", ["zoo", "train"]],
  ["reproduce", ["reproduce"]],
  ["search", ["search"]],
]);
/** The commands that a worker runs for tasks: those of the works, and the one that ends a training in parts. */
const TASK_COMMANDS: readonly (readonly string[])[] = [...KINDS.values(), ["zoo", "merge"]];

/** @param run runs a command line, given without the leading `weightcast` */
export function queueCommand(run: (words: readonly string[]) => Promise<unknown>): Command {
  return new Command("queue")
    .enablePositionalOptions()
    .description("work on many machines through a queue on Redis (needs the packages bullmq and ioredis)")
    .addCommand(submitCommand(run))
    .addCommand(workCommand())
    .addCommand(statusCommand());
}

function submitCommand(run: (words: readonly string[]) => Promise<unknown>): Command {
  return createCommand(
    "submit <work> [arguments...]",
    `put the work of a command into the queue: ${Array.from(KINDS.keys()).join(", ")}, with its arguments; the same again adds nothing`,
    [
      "queue submit zoo-train --dataset fashion_mnist --networks 30000 --epochs 86 --seed 1 -o zoo",
      "queue submit search zoo --predictor gbm --trials 243 --tasks 27 -o search --redis redis://queue:6379",
    ],
  )
    .passThroughOptions()
    .allowUnknownOption()
    .action(async (work: string, words: readonly string[]) => {
      const command = KINDS.get(work);
      if (command === undefined) throw unknownName("work", work, Array.from(KINDS.keys()));
      const isCpusChosen = words.some((word) => word === "--cpus" || word.startsWith("--cpus="));
      await run([...command, ...words, "--emit", "queue", ...(isCpusChosen ? [] : ["--cpus", "1"])]);
    });
}

function workCommand(): Command {
  const command = createCommand(
    "work",
    "do the tasks of the queue, each in a process of its own, until it is stopped; unfinished tasks go back to the queue",
    [
      "queue work --redis redis://queue:6379 --concurrency 8 --folder /shared",
      "queue work --redis redis://queue:6379 --store s3://zoos/team --folder /scratch",
      "queue work --store s3://zoos --endpoint http://minio:9000",
    ],
  )
    .addOption(redisOption())
    .option(
      "--concurrency <count>",
      "the number of tasks at the same time",
      wholeNumber("--concurrency", 1),
      availableParallelism(),
    )
    .option(
      "--folder <folder>",
      "the folder that all workers share, in which relative paths begin; with --store, the folder for copies of this worker alone",
      ".",
    );
  return addStoreOptions(command).action(
    async ({ redis, concurrency, folder, ...options }: QueueWorkOptions) => {
      const [, main] = process.argv;
      if (main === undefined) throw new UsageError("the program of the tasks is not known");
      await untilStopped((signal) =>
        workOnQueue({
          url: redis,
          concurrency,
          folder,
          store: storeOf(options),
          program: [process.execPath, main],
          commands: TASK_COMMANDS,
          onNotice: printNotice,
          signal,
        }),
      );
    },
  );
}

function statusCommand(): Command {
  return createCommand("status", "how far the work in the queue has come, with its rate and the time left", [
    "queue status --redis redis://queue:6379",
  ])
    .addOption(redisOption())
    .action(async (options: QueueOptions) => {
      const stages = await queueStatus(options.redis);
      print(options, stages, () =>
        stages.length === 0 ? "the queue is empty" : stages.map(formatStage).join("\n"),
      );
    });
}

function formatStage(status: StageStatus): string {
  const { name, stage, tasks, done, active, failed, progress, tasksPerMinute, secondsLeft, problems } =
    status;
  const parts = [
    `${name} ${stage}: ${done}/${tasks} tasks`,
    `${active} at work${progress === null ? "" : ` (${progress.done}/${progress.total} ${progress.unit})`}`,
    ...(failed === 0 ? [] : [`${failed} failed`]),
    ...(tasksPerMinute === null ? [] : [`${tasksPerMinute.toFixed(2)} tasks/min`]),
    ...(secondsLeft === null || secondsLeft === 0 ? [] : [`${Math.round(secondsLeft)} s left`]),
  ];
  return [parts.join(", "), ...problems.map((problem) => `  ${problem}`)].join("\n");
}
