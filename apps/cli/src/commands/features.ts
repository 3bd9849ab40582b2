import type { WorkOptions } from "@weightcast/core";
import { compileFeatures, featureBatches } from "@weightcast/features";
import { refuseExisting } from "@weightcast/runtime/node";
import { selectRows } from "@weightcast/zoo";
import { describeTableFormats } from "@weightcast/zoo-io";
import { requireTableFormat, writeTable } from "@weightcast/zoo-io/node";
import { type Command, Option } from "commander";
import { type CommonOptions, createCommand, print } from "../command.js";
import { featureSetsHelp } from "../options/feature-sets.js";
import { checkpointOption, whereOption } from "../options/rows.js";
import { longWork } from "../running/long-work.js";
import { openZoo } from "../sources/open-zoo.js";

interface FeaturesOptions extends CommonOptions {
  readonly set: string;
  readonly checkpoint: string;
  readonly where?: string;
  readonly output: string;
  readonly force?: boolean;
}

export function featuresCommand(): Command {
  return createCommand("features <zoo>", "compute a feature set of a zoo's weights and write it as a table", [
    "features ./fashion_mnist --set layer-statistics -o features.npy",
    "features ./fashion_mnist --set hyperparameters+network-statistics --checkpoint final --where 'activation = relu' -o features.parquet",
  ])
    .addOption(new Option("--set <set>", "the feature set, see below").makeOptionMandatory())
    .addOption(checkpointOption("all"))
    .addOption(whereOption())
    .requiredOption(
      "-o, --output <file>",
      `the file to write: ${describeTableFormats()} (a checkpoint column first)`,
    )
    .option("--force", "replace the output if it exists")
    .addHelpText("after", featureSetsHelp)
    .action(async (path: string, options: FeaturesOptions) => {
      requireTableFormat(options.output);
      await refuseExisting(options.output, options);
      const zoo = await openZoo(path);
      const set = compileFeatures(options.set, zoo.layout);
      const { rows } = selectRows(zoo, options);
      let nonFinite = 0;
      const checkpoints = zoo.metrics.text("checkpoint");
      const keys = { name: "checkpoint", values: Array.from(rows, (row) => checkpoints[row]!) };
      const { columns, elementType } = set;
      const write = (work: WorkOptions) => {
        async function* blocks() {
          for await (const { matrix, finite } of featureBatches(set, zoo, rows, work)) {
            yield matrix;
            nonFinite += finite.reduce((count, flag) => count + 1 - flag, 0);
          }
        }
        const table = { keys, columns, elementType, blocks: blocks() };
        return writeTable(options.output, table, { force: options.force, signal: work.signal });
      };
      await longWork(write);
      const note = nonFinite === 0 ? "" : `; ${nonFinite} rows have weights that are not finite`;
      print(
        options,
        { output: options.output, rows: rows.length, columns, nonFinite },
        `wrote ${rows.length} rows x ${columns.length} features to ${options.output}${note}`,
      );
    });
}
