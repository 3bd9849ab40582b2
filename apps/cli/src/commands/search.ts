import { halvingRungs, searchSpaceInWords } from "@weightcast/experiments";
import { type SearchResults, search, searchShard } from "@weightcast/experiments/node";
import { PREDICTORS, predictorNamed } from "@weightcast/predictors";
import { type Command, Option } from "commander";
import { printExperimentJob, printShard } from "../batch/experiment-shards.js";
import { createCommand, print } from "../command.js";
import { addExperimentOptions, type ExperimentCommandOptions } from "../options/experiment-command.js";
import { featureSetsHelp } from "../options/feature-sets.js";
import { chosenShard } from "../options/shard.js";
import { readSplit } from "../options/split.js";
import { wholeNumber } from "../options/whole-number.js";
import { printNotice } from "../output/progress.js";
import { longWork } from "../running/long-work.js";
import { tracked } from "../tracking/track.js";

interface SearchCommandOptions extends ExperimentCommandOptions {
  readonly predictor: string;
  readonly features?: string;
  readonly trials: number;
  readonly split: string;
}

export function searchCommand(): Command {
  const command = createCommand(
    "search <zoo>",
    "search a predictor's hyperparameters on all cores; after an interruption the same command continues",
    [
      "search ./fashion_mnist --predictor gbm --trials 81 -o ./search",
      "search ./fashion_mnist --predictor dnn --features hyperparameters+network-statistics --trials 27 --seed 1 -o ./search",
      "search ./fashion_mnist --predictor gbm --trials 243 --emit slurm --tasks 27 -o ./search | sh",
      "fit ./fashion_mnist --predictor gbm --params ./search/best.json -o ./model",
    ],
  )
    .addOption(
      new Option(
        "--predictor <name>",
        `one of ${Array.from(PREDICTORS.keys()).join(", ")}`,
      ).makeOptionMandatory(),
    )
    .option("--features <set>", "the feature set, see below (default: the statistics of every layer)")
    .requiredOption(
      "--trials <count>",
      "how many configurations to draw; all are trained with a small budget, the best third with three times the budget, and so on; the default configuration competes in the last round",
      wholeNumber("--trials", 1),
    )
    .option(
      "--split <split>",
      "random (40/10/50 % of the runs), random:A/B/C, nfn:FILE, or a .csv file with columns run, part; the validation part chooses",
      "random",
    );
  return addExperimentOptions(command, "the search")
    .addHelpText("after", featureSetsHelp)
    .addHelpText("after", spacesInWords)
    .action(async (zoo: string, options: SearchCommandOptions) => {
      const { output } = options;
      const split = await readSplit(options.split);
      const request = { ...options, zoo, folder: output, split, onNotice: printNotice };
      if (options.emit !== undefined) return printExperimentJob(command, options, rungStages(options));
      const shard = chosenShard(options.shard);
      if (shard !== undefined) {
        return printShard(
          options,
          output,
          shard,
          await longWork((work) => searchShard({ ...request, ...work, shard })),
        );
      }
      const results = await tracked(
        command,
        options,
        () => longWork((work) => search({ ...request, ...work })),
        ({ best, seconds }) => ({
          validation_r2: best.validation,
          test_r2: best.test.r2.value,
          test_tau: best.test.tau.value,
          seconds,
        }),
      );
      const { predictor, features, trials, best, seconds } = results;
      print(
        options,
        { output, predictor, features, trials: trials.length - 1, best, defaults: trials[0], seconds },
        formatResults(output, results),
      );
    });
}

/** The rounds of a search as stages of a batch job; the default configuration joins in the last. */
function rungStages({ predictor, trials }: SearchCommandOptions) {
  const rungs = halvingRungs(trials, predictorNamed(predictor).searchSpace.budget.most);
  return rungs.map(({ trials: fits }, i) => ({
    name: `round-${i + 1}`,
    fits: i === rungs.length - 1 ? fits + 1 : fits,
  }));
}

function spacesInWords(): string {
  const spaces = Array.from(PREDICTORS.values(), ({ name, searchSpace }) =>
    [`  ${name}`, ...searchSpaceInWords(searchSpace).map((line) => `    ${line}`)].join("\n"),
  );
  return `\nConfigurations are drawn from:\n${spaces.join("\n")}`;
}

function formatResults(
  output: string,
  { predictor, features, trials, best, seconds }: SearchResults,
): string {
  const { r2, tau } = best.test;
  const ceiling = best.tauCeiling === null ? "" : ` of at most ${best.tauCeiling.toFixed(4)}`;
  const shown = (value: number | null) => value?.toFixed(4) ?? "-";
  const drawn = trials.length - 1;
  return [
    best.trial === 0
      ? `none of ${drawn} configurations of ${predictor} on ${features} is better than its defaults`
      : `the best of ${drawn} configurations of ${predictor} on ${features} is number ${best.trial}`,
    `validation R2: ${shown(best.validation)}; with the defaults: ${shown(trials[0]!.rungs.at(-1)!.r2)}`,
    `test R2 ${shown(r2.value)} [${shown(r2.low)}, ${shown(r2.high)}], tau ${shown(tau.value)} [${shown(tau.low)}, ${shown(tau.high)}]${ceiling}`,
    JSON.stringify(best.parameters),
    `wrote ${output} (${seconds.toFixed(0)} s in total); use the best with fit --params ${output}/best.json`,
  ].join("\n");
}
