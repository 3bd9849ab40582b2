import { UsageError } from "@weightcast/core";
import type { Command } from "commander";
import type { CommonOptions } from "../command.js";
import type { ShardChoice } from "../options/shard.js";
import { BATCH_OPTION_NAMES, type BatchOptions } from "./batch-options.js";
import { commandWords } from "./command-words.js";
import { printBatchJob } from "./print-batch-job.js";

/** Networks of a task in a queue: some minutes of work, beside which the start of a process is nothing. */
const NETWORKS_OF_A_TASK = 100;

/** The options of `zoo train` that decide how a batch system trains a zoo. */
interface TrainingJobOptions extends CommonOptions, BatchOptions {
  readonly networks: number;
  readonly first: number;
  readonly shard?: ShardChoice;
  readonly output: string;
}

/**
 * Prints the job that trains the zoo in as many shards as there are tasks, and then merges them.
 *
 * @throws UsageError if a shard is named, or there are fewer networks than tasks
 */
export function printTrainingJob(command: Command, options: TrainingJobOptions): Promise<void> {
  const { networks, first, cpus, output, shard } = options;
  const tasks = tasksOf(command, options);
  if (shard !== undefined) throw new UsageError("--emit divides the networks itself; leave --shard out");
  if (tasks > networks)
    throw new UsageError(`${networks} networks are less than one for each of ${tasks} tasks`);
  const words = commandWords(command, [...BATCH_OPTION_NAMES, "json", "verbose", "workers", "output"]);
  const train = [...words, "--workers", String(cpus)];
  if (tasks === 1) {
    return printBatchJob(options, output, [{ name: "train", tasks, words: [...train, "-o", output] }]);
  }
  const shards = `${output.replace(/[\\/]+$/, "")}.shards`;
  const merge = [
    "zoo",
    "merge",
    shards,
    "--networks",
    String(networks),
    "--first",
    String(first),
    "-o",
    output,
  ];
  return printBatchJob(options, output, [
    { name: "train", tasks, words: [...train, "--shard", "auto", "-o", shards] },
    { name: "merge", tasks: 1, words: merge },
  ]);
}

/** The number of tasks; in a queue, where many machines come and go, one for 100 networks. */
function tasksOf(command: Command, { emit, tasks, networks }: TrainingJobOptions): number {
  const isChosen = command.getOptionValueSource("tasks") !== "default";
  return emit === "queue" && !isChosen ? Math.ceil(networks / NETWORKS_OF_A_TASK) : tasks;
}
