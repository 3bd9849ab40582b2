import { availableParallelism } from "node:os";
import { DEFAULT_TARGET } from "@weightcast/zoo";
import type { Command } from "commander";
import { addBatchOptions, type BatchOptions } from "../batch/batch-options.js";
import type { CommonOptions } from "../command.js";
import { type TrackOptions, trackOption } from "../tracking/track.js";
import { checkpointOption } from "./rows.js";
import { type ShardChoice, shardOption } from "./shard.js";
import { wholeNumber } from "./whole-number.js";

/** The options that `reproduce` and `search` have in common. */
export interface ExperimentCommandOptions extends CommonOptions, BatchOptions, TrackOptions {
  readonly shard?: ShardChoice;
  readonly checkpoint: string;
  readonly target: string;
  readonly seed: number;
  readonly workers: number;
  readonly output: string;
  readonly force?: boolean;
}

/** @param repeatable what the seed decides, for the help */
export function addExperimentOptions(command: Command, repeatable: string): Command {
  const withOptions = command
    .addOption(checkpointOption("final"))
    .option("--target <column>", "the metrics column to predict", DEFAULT_TARGET)
    .option(
      "--seed <number>",
      `the seed of ${repeatable}; the same seed gives the same results`,
      wholeNumber("--seed", 0),
      0,
    )
    .option(
      "--workers <count>",
      "the number of fits at the same time, each in its own process",
      wholeNumber("--workers", 1),
      availableParallelism(),
    )
    .requiredOption(
      "-o, --output <folder>",
      "the folder for the results; unfinished results there are continued",
    )
    .option("--force", "remove the results of an earlier run from the folder, and compute everything again")
    .addOption(
      shardOption(
        "compute only part i of n of the fits; all parts have the same folder, and the command without --shard then writes the results",
      ),
    );
  return addBatchOptions(withOptions).addOption(trackOption());
}
