import type { WorkOptions } from "@weightcast/core";
import { refuseExisting } from "@weightcast/runtime/node";
import { writeZoo } from "@weightcast/zoo-io/node";
import { type Command, Option } from "commander";
import { type CommonOptions, createCommand, print } from "../command.js";
import { readCheckpointTable } from "../importing/checkpoint-table.js";
import { fileNameReader } from "../importing/file-name-pattern.js";
import { findCheckpoints } from "../importing/find-checkpoints.js";
import { featureRows, weightRows } from "../importing/imported-rows.js";
import { counted } from "../output/counted.js";
import { printNotice } from "../output/progress.js";
import { longWork } from "../running/long-work.js";

/** Large networks are described by these features of each tensor. */
const USUAL_FEATURES = "layer-statistics+layer-norms";

interface ZooImportOptions extends CommonOptions {
  readonly metrics: string;
  readonly pattern?: string;
  readonly featuresOnly?: string | boolean;
  readonly output: string;
  readonly force?: boolean;
}

export function zooImportCommand(): Command {
  return createCommand(
    "import <checkpoints...>",
    "make a zoo from checkpoints of one architecture: files of any format that inspect reads, folders of them, or quoted patterns",
    [
      "zoo import ./checkpoints --metrics labels.csv -o ./zoo",
      "zoo import './runs/**/*.pt' --metrics labels.csv --pattern '{run}/epoch-{step}' -o ./zoo",
      "zoo import ./large --metrics labels.csv --features-only -o ./zoo && weightcast fit ./zoo --predictor gbm --features weights -o ./model",
    ],
  )
    .requiredOption(
      "--metrics <file>",
      "a CSV file: a column file with the name of each checkpoint, and a column for each metric (test_accuracy, train_loss, …) and hyperparameter (config.learning_rate, …); columns run and step where they are known",
    )
    .option(
      "--pattern <pattern>",
      "where run and step stand in the names of the files: 'run{run}-epoch{step}'; * stands for anything",
    )
    .addOption(
      new Option(
        "--features-only [set]",
        `store features of each layer instead of weights, so that networks of any size fit; ${USUAL_FEATURES} if no set is given`,
      ),
    )
    .requiredOption("-o, --output <folder>", "the zoo folder to write")
    .option("--force", "replace the zoo folder if it exists")
    .action(async (paths: string[], options: ZooImportOptions) => {
      const { output, force, featuresOnly } = options;
      const nameOf = options.pattern === undefined ? undefined : fileNameReader(options.pattern);
      await refuseExisting(output, { force });
      const found = await findCheckpoints(paths);
      const { files, origins, metrics, leftOut } = await readCheckpointTable(options.metrics, found, nameOf);
      if (leftOut.length > 0) {
        printNotice(`left out ${counted(leftOut.length, "file")} without a row in ${options.metrics}`);
      }
      const set = featuresOnly === true ? USUAL_FEATURES : featuresOnly;
      const layout = await longWork(async (work: WorkOptions) => {
        const imported =
          set === undefined || set === false
            ? await weightRows(files)
            : await featureRows(files, origins, set, work);
        const contents = { layout: imported.layout, metrics, weights: imported.rows(work) };
        await writeZoo(output, contents, { force, signal: work.signal });
        return imported.layout;
      });
      const columns = layout.parameters;
      print(
        options,
        {
          output,
          rows: files.length,
          runs: metrics.runs.length,
          parameters: columns,
          leftOut: leftOut.length,
        },
        `wrote ${counted(files.length, "checkpoint")} of ${counted(metrics.runs.length, "run")}, ${columns} ${set ? "features" : "parameters"} each, to ${output}`,
      );
    });
}
