import { type Shard, UsageError } from "@weightcast/core";
import { shardOfArrayTask } from "@weightcast/queue";
import { Option } from "commander";

/** The value of `--shard`: a part of the work, or `auto` for the part of this task of a batch system. */
export type ShardChoice = Shard | "auto";

/** @param parts what is done in parts, for the help */
export function shardOption(parts: string): Option {
  return new Option(
    "--shard <i/n|auto>",
    `${parts}; auto: the part of this task of a Slurm array or a Kubernetes Indexed Job`,
  ).argParser(parseShard);
}

/**
 * The part of the work that `--shard` names; undefined where all work is to be done.
 *
 * @throws UsageError where it is `auto` and this process is no task of an array
 */
export function chosenShard(choice: ShardChoice | undefined): Shard | undefined {
  return choice === "auto" ? shardOfArrayTask(process.env) : choice;
}

function parseShard(text: string): ShardChoice {
  if (text === "auto") return text;
  const [, part, parts] = (/^(\d{1,9})\/(\d{1,9})$/.exec(text) ?? []).map(Number);
  if (part === undefined || parts === undefined || part < 1 || part > parts) {
    throw new UsageError(`--shard takes auto, or i/n with i from 1 to n, such as 1/4, not '${text}'`);
  }
  return { part, parts };
}
