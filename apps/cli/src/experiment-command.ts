import { availableParallelism } from "node:os";
import { DEFAULT_TARGET } from "@weightcast/zoo";
import type { Command } from "commander";
import type { CommonOptions } from "./command.js";
import { checkpointOption } from "./rows.js";
import { wholeNumber } from "./whole-number.js";

/** Options that `reproduce` and `search` have alike. */
export interface ExperimentCommandOptions extends CommonOptions {
  readonly checkpoint: string;
  readonly target: string;
  readonly seed: number;
  readonly workers: number;
  readonly output: string;
  readonly force?: boolean;
}

/** @param repeatable what the seed makes so */
export function addExperimentOptions(command: Command, repeatable: string): Command {
  return command
    .addOption(checkpointOption("final"))
    .option("--target <column>", "the metrics column to predict", DEFAULT_TARGET)
    .option("--seed <number>", `makes ${repeatable} repeatable`, wholeNumber("--seed", 0), 0)
    .option(
      "--workers <count>",
      "fits at the same time, each in a process of its own",
      wholeNumber("--workers", 1),
      availableParallelism(),
    )
    .requiredOption("-o, --output <folder>", "the folder to write, or to go on with")
    .option("--force", "remove what the folder holds of an earlier run, and compute all anew");
}
