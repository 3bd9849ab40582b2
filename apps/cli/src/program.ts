import { Command } from "commander";
import { version } from "../package.json";
import { evaluateCommand } from "./commands/evaluate.js";
import { featuresCommand } from "./commands/features.js";
import { fitCommand } from "./commands/fit.js";
import { inspectCommand } from "./commands/inspect.js";
import { queueCommand } from "./commands/queue.js";
import { rankCommand } from "./commands/rank.js";
import { reproduceCommand } from "./commands/reproduce.js";
import { scoreCommand } from "./commands/score.js";
import { searchCommand } from "./commands/search.js";
import { seriesCommand } from "./commands/series.js";
import { serveCommand } from "./commands/serve.js";
import { uiCommand } from "./commands/ui.js";
import { zooConvertCommand } from "./commands/zoo-convert.js";
import { zooGetCommand } from "./commands/zoo-get.js";
import { zooImportCommand } from "./commands/zoo-import.js";
import { zooInfoCommand } from "./commands/zoo-info.js";
import { zooMergeCommand } from "./commands/zoo-merge.js";
import { zooTrainCommand } from "./commands/zoo-train.js";
import { zooVerifyCommand } from "./commands/zoo-verify.js";
import { oneLine } from "./output/errors.js";

/** Makes the command line. It throws commander's errors instead of ending the process. */
export function createProgram(): Command {
  const zoo = new Command("zoo")
    .description(
      "get, read, check, convert, import and train zoos: folders (or a .tar.xz) of weights.npy, metrics.csv.gz and layout.csv",
    )
    .addCommand(zooInfoCommand())
    .addCommand(zooVerifyCommand())
    .addCommand(zooGetCommand())
    .addCommand(zooConvertCommand())
    .addCommand(zooImportCommand())
    .addCommand(zooTrainCommand())
    .addCommand(zooMergeCommand());
  const program = new Command("weightcast")
    .description("Predict a neural network's accuracy from its weights alone.")
    .version(version)
    // The arguments of `queue submit` are those of another command.
    .enablePositionalOptions()
    .addCommand(zoo)
    .addCommand(inspectCommand())
    .addCommand(featuresCommand())
    .addCommand(fitCommand())
    .addCommand(evaluateCommand())
    .addCommand(scoreCommand())
    .addCommand(rankCommand())
    .addCommand(seriesCommand())
    .addCommand(reproduceCommand())
    .addCommand(searchCommand())
    .addCommand(queueCommand((words) => createProgram().parseAsync(words, { from: "user" })))
    .addCommand(serveCommand())
    .addCommand(uiCommand())
    .addHelpText(
      "after",
      `
Examples:
  $ weightcast zoo info ./fashion_mnist
  $ weightcast fit ./fashion_mnist -o ./model
  $ weightcast score ./model ./checkpoint.npy

Exit codes: 0 done, 1 failed, 2 bad usage or bad input, 75 try again later (another process works there, a server does not answer, a disk
is full), 130, 143 or 129 stopped by SIGINT, SIGTERM or SIGHUP.
With --json, a failure is one JSON document on stdout: {"error": {"code", "message", "file", …}}.`,
    );
  for (const command of [
    program,
    ...program.commands,
    ...program.commands.flatMap(({ commands }) => commands),
  ]) {
    command.exitOverride().configureOutput({
      outputError: (message, write) => write(`weightcast: ${oneLine(message.replace(/^error: /, ""))}\n`),
    });
  }
  return program;
}
