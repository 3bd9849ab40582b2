import { InputError, parseJsonText } from "@weightcast/core";
import {
  fitModel,
  PREDICTORS,
  type PredictorParameters,
  planFit,
  predictorNamed,
} from "@weightcast/predictors";
import { saveModel } from "@weightcast/predictors/node";
import { refuseExisting } from "@weightcast/runtime/node";
import { DEFAULT_TARGET, selectRows } from "@weightcast/zoo";
import { type Command, Option } from "commander";
import { type CommonOptions, createCommand, print } from "../command.js";
import { featureSetsHelp } from "../options/feature-sets.js";
import { readText } from "../options/read-text.js";
import { checkpointOption, whereOption } from "../options/rows.js";
import { readSplit, splitNameOf, splitOption } from "../options/split.js";
import { wholeNumber } from "../options/whole-number.js";
import { formatScores, scoreReport } from "../output/score-report.js";
import { longWork } from "../running/long-work.js";
import { openZoo } from "../sources/open-zoo.js";

interface FitOptions extends CommonOptions {
  readonly predictor?: string;
  readonly features?: string;
  readonly params?: string;
  readonly checkpoint: string;
  readonly where?: string;
  readonly target: string;
  readonly split?: string;
  readonly labelled?: number;
  readonly transductive?: boolean;
  readonly protocol: "honest" | "paper";
  readonly seed: number;
  readonly output: string;
  readonly force?: boolean;
}

export function fitCommand(): Command {
  return createCommand(
    "fit <zoo>",
    "fit a predictor to a zoo, score it on runs that it never saw, and write the model folder",
    [
      "fit ./fashion_mnist -o ./model",
      "fit ./fashion_mnist --labelled 25 -o ./model",
      "fit ./fashion_mnist --predictor gbm --checkpoint trained --split split.csv --params params.json -o ./model",
      "fit ./fashion_mnist --predictor gbm --features hyperparameters+network-statistics --where 'optimizer = adam' -o ./model",
    ],
  )
    .option(
      "--predictor <name>",
      `one of ${Array.from(PREDICTORS.keys()).join(", ")} (default: blend for up to 500 training rows of probes that fit chose, else gbm)`,
    )
    .option(
      "--features <set>",
      "the feature set, see below (default: where it is known what the networks compute probes:dreamt, or probes:consensus with few labels among many networks; else the statistics of every layer, as with --protocol paper)",
    )
    .option(
      "--params <file.json>",
      "a JSON file with hyperparameters of the predictor, such as the best.json of a search",
    )
    .addOption(checkpointOption("final"))
    .addOption(whereOption())
    .option("--target <column>", "the metrics column to predict", DEFAULT_TARGET)
    .addOption(splitOption())
    .option(
      "--labelled <runs>",
      "use the labels of so many runs of the train and validation parts only, drawn by the seed; of the others only weights are used",
      wholeNumber("--labelled", 1),
    )
    .option(
      "--transductive",
      "let the networks of the test part dream too where dreams need no label: their weights are learned from, their targets are not",
    )
    .addOption(
      new Option(
        "--protocol <protocol>",
        "honest stops early on the validation part; paper stops early on the test part as the paper did, which makes the score too good",
      )
        .choices(["honest", "paper"])
        .default("honest"),
    )
    .option(
      "--seed <number>",
      "the seed of the split and the fit; the same seed gives the same model",
      wholeNumber("--seed", 0),
      0,
    )
    .requiredOption("-o, --output <folder>", "the model folder to write")
    .option("--force", "replace the model folder if it exists")
    .addHelpText("after", featureSetsHelp)
    .action(async (path: string, options: FitOptions) => {
      await refuseExisting(options.output, options);
      const { target, protocol, seed } = options;
      const predictor = options.predictor === undefined ? undefined : predictorNamed(options.predictor);
      const split = await readSplit(splitNameOf(options));
      const parameters = options.params === undefined ? undefined : await readParameters(options.params);
      const zoo = await openZoo(path);
      const selection = selectRows(zoo, options);
      const { features, labelled: labelledRuns, transductive } = options;
      const request = {
        predictor,
        features,
        parameters,
        target,
        selection,
        split,
        labelledRuns,
        transductive,
        protocol,
        seed,
      };
      const { reason } = planFit(zoo, request);
      const model = await longWork(async (work) => {
        const fitted = await fitModel(zoo, { ...work, ...request });
        await saveModel(fitted, options.output, { ...options, signal: work.signal });
        return fitted;
      });
      const { manifest } = model;
      const report = {
        ...scoreReport(manifest, manifest),
        unlabelled: manifest.unlabelled,
        features_reason: reason,
        model: options.output,
      };
      const why = reason === null ? "" : `\nthe features are ${manifest.features}, as ${reason}`;
      print(options, report, `${formatScores(report)}${why}\nwrote ${options.output}`);
    });
}

async function readParameters(file: string): Promise<PredictorParameters> {
  const value = parseJsonText(await readText(file), file);
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new InputError("is not a JSON object of hyperparameters", { file });
  }
  return value as PredictorParameters;
}
