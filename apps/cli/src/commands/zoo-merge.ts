import { mergeZoos } from "@weightcast/zoo-trainer/node";
import type { Command } from "commander";
import { type CommonOptions, createCommand, print } from "../command.js";

interface ZooMergeOptions extends CommonOptions {
  readonly output: string;
  readonly force?: boolean;
}

export function zooMergeCommand(): Command {
  return createCommand(
    "merge <zoo...>",
    "merge zoos that `zoo train` made with the same settings and different networks",
    ["zoo merge ./zoo-1 ./zoo-2 ./zoo-3 ./zoo-4 -o ./zoo"],
  )
    .requiredOption("-o, --output <folder>", "the zoo folder to write")
    .option("--force", "replace the zoo folder if it exists")
    .action(async (folders: string[], options: ZooMergeOptions) => {
      const { output } = options;
      const { networks, rows } = await mergeZoos(folders, output, options);
      print(
        options,
        { output, networks, rows },
        `wrote ${networks} networks, ${rows} checkpoints to ${output}`,
      );
    });
}
