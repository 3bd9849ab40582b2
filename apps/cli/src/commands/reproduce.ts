import { TemporaryError } from "@weightcast/core";
import { type NamedScores, scoreTable } from "@weightcast/evaluation";
import { type ReproduceSummary, reproduce, reproduceShard } from "@weightcast/experiments/node";
import { renderReport } from "@weightcast/report";
import { type Command, Option } from "commander";
import { printExperimentJob, printShard } from "../batch/experiment-shards.js";
import { createCommand, print } from "../command.js";
import { addExperimentOptions, type ExperimentCommandOptions } from "../options/experiment-command.js";
import { chosenShard } from "../options/shard.js";
import { readSplit, splitNameOf, splitOption } from "../options/split.js";
import { wholeNumber } from "../options/whole-number.js";
import { printNotice } from "../output/progress.js";
import { longWork } from "../running/long-work.js";
import { tracked } from "../tracking/track.js";

interface ReproduceOptions extends ExperimentCommandOptions {
  readonly quick?: boolean;
  readonly protocol: "honest" | "paper";
  readonly split?: string;
  readonly seeds: number;
}

export function reproduceCommand(): Command {
  const command = createCommand(
    "reproduce <zoo...>",
    "run all experiments of the paper on zoos, on all cores; after an interruption the same command continues",
    [
      "reproduce ./fashion_mnist --quick -o ./report",
      "reproduce ./mnist ./fashion_mnist ./cifar10 ./svhn_cropped -o ./report",
      "reproduce ./fashion_mnist --seeds 5 -o ./report",
      "reproduce ./fashion_mnist --protocol paper -o ./report-as-published",
      "reproduce ./fashion_mnist --emit slurm --tasks 16 --cpus 4 -o ./report | sh",
    ],
  )
    .option(
      "--quick",
      "run fewer feature sets, and no deep network on raw weights; the other fits are those of the full table",
    )
    .addOption(
      new Option(
        "--protocol <protocol>",
        "honest stops early and chooses on the validation part; paper does both on the test part as the paper did, which makes the scores too good",
      )
        .choices(["honest", "paper"])
        .default("honest"),
    )
    .addOption(splitOption())
    .option(
      "--seeds <count>",
      "repeat the fits of the table with so many seeds, from --seed on, each with its own random split; the report then has means and spreads",
      wholeNumber("--seeds", 1),
      1,
    );
  return addExperimentOptions(command, "the splits and the fits").action(
    async (zoos: readonly string[], options: ReproduceOptions) => {
      const { output } = options;
      const split = await readSplit(splitNameOf(options));
      const request = { ...options, zoos, folder: output, split, onNotice: printNotice };
      if (options.emit !== undefined) {
        return printExperimentJob(command, options, [{ name: "fits", fits: Number.POSITIVE_INFINITY }]);
      }
      const shard = chosenShard(options.shard);
      if (shard !== undefined) {
        return printShard(
          options,
          output,
          shard,
          await longWork((work) => reproduceShard({ ...request, ...work, shard })),
        );
      }
      const summary = await tracked(
        command,
        options,
        () => longWork((work) => reproduce({ ...request, ...work, render: renderReport })),
        ({ results, computed }) => ({
          computed,
          cells: results.cells.length,
          failures: results.failures?.length ?? 0,
          best_test_r2: Math.max(
            ...results.cells.map(({ scores }) => scores.r2.value ?? Number.NEGATIVE_INFINITY),
          ),
          seconds: results.seconds,
        }),
      );
      print(options, { output, ...report(summary) }, formatSummary(output, summary));
      refuseFailures(summary, output);
    },
  );
}

function report({ results, computed }: ReproduceSummary) {
  const { cells, failures = [], seconds } = results;
  return { computed, cells: cells.length, failures, seconds };
}

function formatSummary(output: string, { results, computed }: ReproduceSummary): string {
  const rows = [...results.cells, ...results.baselines].map(
    ({ zoo, predictor, features, rows, scores: { r2, mse, mad, tau }, tauCeiling }): NamedScores => ({
      name: `${zoo}: ${predictor} on ${features}`,
      scores: {
        count: rows.test,
        r2: r2.value,
        mse: mse.value ?? Number.NaN,
        mad: mad.value ?? Number.NaN,
        tau: tau.value,
      },
      tauCeiling,
    }),
  );
  return `${scoreTable(rows)}\nwrote ${output} (${computed} fits now, ${results.seconds.toFixed(0)} s in total)`;
}

/** The number of failures that an error message lists; the results have all. */
const NAMED_FAILURES = 3;

/** Makes the command fail if a fit failed, so that nobody mistakes the results for complete. */
function refuseFailures({ results: { failures = [] }, mayPass }: ReproduceSummary, output: string): void {
  if (failures.length === 0) return;
  const named = failures
    .slice(0, NAMED_FAILURES)
    .map(({ zoo, what, problem }) => `${zoo}: ${what}: ${problem}`);
  const rest = failures.length > NAMED_FAILURES ? [`${failures.length - NAMED_FAILURES} more`] : [];
  const count = failures.length === 1 ? "1 fit" : `${failures.length} fits`;
  const message = `${count} failed; ${output} has the results of the others, and the reasons: ${[...named, ...rest].join("; ")}`;
  throw mayPass ? new TemporaryError(`${message}; the same command tries them again`) : new Error(message);
}
