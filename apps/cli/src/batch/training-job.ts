import { UsageError } from "@weightcast/core";
import { ZOO_FILE_NAMES } from "@weightcast/zoo-io/node";
import { DATA_SETS, shardFolder } from "@weightcast/zoo-trainer/node";
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
  readonly dataset: string;
  readonly data?: string;
  readonly space?: string;
  /** A name, or the path of a JSON file. */
  readonly architecture?: string;
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
  const { networks, first, cpus, output, shard: chosen } = options;
  const tasks = tasksOf(command, options);
  if (chosen !== undefined) throw new UsageError("--emit divides the networks itself; leave --shard out");
  if (tasks > networks)
    throw new UsageError(`${networks} networks are less than one for each of ${tasks} tasks`);
  const words = commandWords(command, [...BATCH_OPTION_NAMES, "json", "verbose", "workers", "output"]);
  const train = [...words, "--workers", String(cpus)];
  const reads = pathsOf(options);
  // A folder with weights counts as a zoo.
  const last = ZOO_FILE_NAMES.weights;
  if (tasks === 1) {
    return printBatchJob(options, output, [
      { name: "train", tasks, words: [...train, "-o", output], files: { reads, writes: output, last } },
    ]);
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
  const shard = shardFolder(shards, { part: "{part}", parts: "{parts}" });
  return printBatchJob(options, output, [
    {
      name: "train",
      tasks,
      words: [...train, "--shard", "auto", "-o", shards],
      files: { reads, writes: shard, last },
    },
    { name: "merge", tasks: 1, words: merge, files: { reads: [shards], writes: output, last } },
  ]);
}

/** The files and folders that a training reads, other than those of named data sets. */
function pathsOf({ dataset, data, space, architecture }: TrainingJobOptions): string[] {
  const named = DATA_SETS.has(dataset) ? undefined : dataset;
  const layers = architecture?.endsWith(".json") === true ? architecture : undefined;
  return [named, data, space, layers].filter((path) => path !== undefined);
}

/** The number of tasks; in a queue, where many machines come and go, one for 100 networks. */
function tasksOf(command: Command, { emit, tasks, networks }: TrainingJobOptions): number {
  const isChosen = command.getOptionValueSource("tasks") !== "default";
  return emit === "queue" && !isChosen ? Math.ceil(networks / NETWORKS_OF_A_TASK) : tasks;
}
