import { type Shard, UsageError } from "@weightcast/core";
import type { ShardSummary } from "@weightcast/experiments/node";
import type { BatchStage } from "@weightcast/queue";
import type { Command } from "commander";
import { type CommonOptions, print } from "../command.js";
import type { ExperimentCommandOptions } from "../options/experiment-command.js";
import { splitFilesOf } from "../options/split.js";
import { counted } from "../output/counted.js";
import { BATCH_OPTION_NAMES } from "./batch-options.js";
import { commandWords } from "./command-words.js";
import { printBatchJob } from "./print-batch-job.js";

/** Prints what a part of `reproduce` or `search` did. */
export function printShard(
  options: CommonOptions,
  output: string,
  shard: Shard,
  summary: ShardSummary,
): void {
  const { computed, missing, failures } = summary;
  const lines = [
    `${output}: part ${shard.part} of ${shard.parts} computed ${counted(computed, "fit")}`,
    ...(missing === 0 ? [] : [`${counted(missing, "fit")} of other parts are not finished`]),
    ...failures.map(({ what, problem }) => `failed: ${what}: ${problem}`),
  ];
  print(options, { output, shard, ...summary }, lines.join("\n"));
}

/**
 * Prints the job that does a command's fits in stages of several tasks, which share the folder of the results, and ends with the command
 * itself, which finds all fits there.
 *
 * @param stages the names of the stages, with the number of their fits
 */
export function printExperimentJob(
  command: Command,
  options: ExperimentCommandOptions & { readonly split?: string },
  stages: readonly { readonly name: string; readonly fits: number }[],
): Promise<void> {
  const { tasks, cpus, output, shard, force } = options;
  if (shard !== undefined) throw new UsageError("--emit divides the fits itself; leave --shard out");
  if (force === true)
    throw new UsageError("--emit goes with an output that no task removes; leave --force out");
  const words = [
    ...commandWords(command, [...BATCH_OPTION_NAMES, "json", "verbose", "workers"]),
    ...["--workers", String(cpus)],
  ];
  const parallel = tasks === 1 ? [] : stages;
  const files = { reads: [...command.args, ...splitFilesOf(options)], writes: output };
  return printBatchJob(options, output, [
    // With one task for each fit at most, none is idle.
    ...parallel.map(({ name, fits }): BatchStage => {
      const count = Math.min(tasks, fits);
      return count === 1
        ? { name, tasks: 1, words: [...words, "--shard", "1/1"], files }
        : { name, tasks: count, words: [...words, "--shard", "auto"], files };
    }),
    { name: "results", tasks: 1, words, files },
  ]);
}
