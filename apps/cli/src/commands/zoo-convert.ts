import { oneOf } from "@weightcast/core";
import { refuseExisting } from "@weightcast/runtime/node";
import { selectRows } from "@weightcast/zoo";
import { zooFormats } from "@weightcast/zoo-io";
import { convertZoo, requireZooOutput, writableZooFormats } from "@weightcast/zoo-io/node";
import { type Command, Option } from "commander";
import { type CommonOptions, createCommand, print } from "../command.js";
import { checkpointOption, whereOption } from "../options/rows.js";
import { longWork } from "../running/long-work.js";
import { openZoo } from "../sources/open-zoo.js";

interface ConvertOptions extends CommonOptions {
  readonly to: string;
  readonly weights?: boolean;
  readonly checkpoint: string;
  readonly where?: string;
  readonly output: string;
  readonly force?: boolean;
}

export function zooConvertCommand(): Command {
  const writable = Array.from(zooFormats).filter(({ encoder }) => encoder !== undefined);
  const withoutWeights = writable.filter(({ encoder }) => encoder?.weights === "optional");
  return createCommand(
    "convert <zoo>",
    `write a zoo in another format: ${oneOf(writable.map(({ name, description }) => `${name} (${description})`))}`,
    [
      "zoo convert ./fashion_mnist --to arrow -o fashion_mnist.arrow",
      "zoo convert ./fashion_mnist --to parquet -o metrics.parquet",
      "zoo convert fashion_mnist.arrow --to npy --checkpoint final --where 'activation = relu' -o ./relu",
    ],
  )
    .addOption(new Option("--to <format>", "the format").choices(writableZooFormats()).makeOptionMandatory())
    .option(
      "--weights",
      `include the weights (slow); only for ${oneOf(withoutWeights.map(({ name }) => name))}, because other formats always include them`,
    )
    .addOption(checkpointOption("all"))
    .addOption(whereOption())
    .requiredOption("-o, --output <path>", "the file or folder to write")
    .option("--force", "replace the output if it exists")
    .action(async (path: string, options: ConvertOptions) => {
      const { to, output, force, weights } = options;
      requireZooOutput(to, output, options);
      await refuseExisting(output, options);
      const zoo = await openZoo(path);
      const { rows } = selectRows(zoo, options);
      await longWork((work) => convertZoo(zoo, to, output, { ...work, rows, weights, force }));
      print(options, { output, format: to, rows: rows.length }, `wrote ${rows.length} rows to ${output}`);
    });
}
