import { UsageError } from "@weightcast/core";
import type { BatchResources } from "@weightcast/queue";
import { type Command, Option } from "commander";
import { redisOption } from "../options/redis.js";
import { wholeNumber } from "../options/whole-number.js";

/** The options of commands whose work a batch system can do. */
export interface BatchOptions {
  readonly emit?: "slurm" | "kubernetes" | "queue";
  readonly tasks: number;
  readonly cpus: number;
  readonly memory: string;
  readonly time?: number;
  readonly image: string;
  readonly claim?: string;
  readonly redis: string;
}

const SECONDS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400 };
const DEFAULT_TASKS = 4;
const DEFAULT_CPUS = 4;
const DEFAULT_IMAGE = "weightcast:latest";

/** Names of the options that say how a batch system does the work, as commander has them; they are not passed on to its tasks. */
export const BATCH_OPTION_NAMES: readonly string[] = [
  "emit",
  "tasks",
  "cpus",
  "memory",
  "time",
  "image",
  "claim",
  "redis",
];

export function addBatchOptions(command: Command): Command {
  return command
    .addOption(
      new Option(
        "--emit <system>",
        "instead of doing the work, print what makes a batch system do it: for slurm a script to run where sbatch works, for kubernetes the objects to apply; queue puts it into a queue, as `weightcast queue submit` does",
      ).choices(["slurm", "kubernetes", "queue"]),
    )
    .option(
      "--tasks <count>",
      "--emit: the number of tasks (default in a queue: one for 100 networks)",
      wholeNumber("--tasks", 1),
      DEFAULT_TASKS,
    )
    .option("--cpus <count>", "--emit: the cores of a task", wholeNumber("--cpus", 1), DEFAULT_CPUS)
    .option("--memory <size>", "--emit: the memory of a task, such as 512M or 8G", parseMemory, "4G")
    .option(
      "--time <duration>",
      "--emit: the longest time of a task, such as 90m or 12h (default: the system's)",
      parseDuration,
    )
    .option("--image <name>", "--emit kubernetes: the container image", DEFAULT_IMAGE)
    .option(
      "--claim <name>",
      "--emit kubernetes: the PersistentVolumeClaim for all files, mounted at /zoos (default: one is printed too)",
      parseClaim,
    )
    .addOption(redisOption());
}

export function resourcesOf({ cpus, memory, time }: BatchOptions): BatchResources {
  return { cpus, memory, seconds: time };
}

function parseMemory(text: string): string {
  if (/^[1-9]\d{0,5}[MG]$/.test(text)) return text;
  throw new UsageError(`--memory takes a whole number with M or G, such as 8G, not '${text}'`);
}

/** A duration in seconds. */
function parseDuration(text: string): number {
  const [, amount, unit] = /^([1-9]\d{0,6})([smhd])$/.exec(text) ?? [];
  if (amount === undefined || unit === undefined) {
    throw new UsageError(`--time takes a whole number with s, m, h or d, such as 90m, not '${text}'`);
  }
  return Number(amount) * SECONDS[unit]!;
}

function parseClaim(text: string): string {
  if (/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/.test(text)) return text;
  throw new UsageError(`--claim takes lower-case letters, digits and hyphens, not '${text}'`);
}
