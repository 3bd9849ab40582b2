import { access } from "node:fs/promises";
import { join } from "node:path";
import { printable, UsageError } from "@weightcast/core";
import { loadModel } from "@weightcast/predictors/node";
import type { Layout } from "@weightcast/zoo";
import { formatCsv, parseLayout } from "@weightcast/zoo-io";
import { type Command, InvalidArgumentError, Option } from "commander";
import { type CommonOptions, createCommand, print } from "../command.js";
import { fileNameReader } from "../importing/file-name-pattern.js";
import { levelOption } from "../options/level.js";
import { readText } from "../options/read-text.js";
import { checkpointChoice } from "../options/rows.js";
import { wholeNumber } from "../options/whole-number.js";
import { counted } from "../output/counted.js";
import { printNotice } from "../output/progress.js";
import { textTable } from "../output/text-table.js";
import { readLabels } from "../ranking/labels-file.js";
import {
  type RankedNetwork,
  type Ranking,
  rankByConsensus,
  rankByLabelsOf,
  rankByModel,
} from "../ranking/ranked-networks.js";
import { longWork } from "../running/long-work.js";

interface RankOptions extends CommonOptions {
  readonly labels?: string;
  readonly pattern?: string;
  readonly level?: number;
  readonly checkpoint?: string;
  readonly layout?: string;
  readonly top?: number;
  readonly csv?: boolean;
  readonly minAccuracy?: number;
}

export function rankCommand(): Command {
  return createCommand(
    "rank <model-or-file> [files...]",
    "sort networks from the best to the worst: by the predictions of a model; with --labels by a fit to the labelled ones among them; with neither by their consensus",
    [
      "rank ./model './runs/**/*.safetensors' --top 10",
      "rank ./model ./checkpoints --min-accuracy 0.7 --json",
      "rank ./checkpoints --labels labels.csv --csv > ranking.csv",
      "rank ./checkpoints --labels labels.csv --pattern '{run}/step-{step}'",
      "rank ./fashion_mnist --checkpoint final --top 10",
      "rank ./weights.npy --layout layout.csv",
    ],
  )
    .option(
      "--labels <file.csv>",
      "known scores: a CSV file with columns file, score, and run where several files are checkpoints of one run; cross-validation, which holds out whole runs, says how good the ranking of the others is",
    )
    .option(
      "--pattern <pattern>",
      "where run and step stand in the names of the files: 'run{run}-epoch{step}'; without it and a column run, files are of one run whose names differ only in an epoch or step, or that are in one of several folders",
    )
    .addOption(levelOption())
    .addOption(checkpointChoice(" (of zoos; default: all)"))
    .option(
      "--layout <file.csv>",
      "the layout of arrays of weights that have none of their own; not with a model",
    )
    .option("--top <count>", "list only so many networks, the best ones", wholeNumber("--top", 1))
    .option("--csv", "print the list as CSV")
    .addOption(
      new Option(
        "--min-accuracy <value>",
        "exit with 1 unless the best network that is not flagged is predicted to reach this value (for a cost: to stay below it)",
      ).argParser(finiteNumber),
    )
    .addHelpText(
      "after",
      "\nFiles are zoos, weights (.npy, …), checkpoints of frameworks, folders of them, and quoted patterns. Files that cannot be ranked are listed with the reason.\nThe scores of a consensus are shares of ranks, from 0 to 1, not accuracies.",
    )
    .action(async (first: string, rest: readonly string[], options: RankOptions) => {
      if (options.csv === true && options.json === true) {
        throw new UsageError("--csv and --json exclude each other");
      }
      const ranking = await rank(first, rest, options);
      const shown = ranking.ranked.slice(0, options.top);
      if (options.csv === true) process.stdout.write(printable(csvOf(ranking, shown)));
      else print(options, { ...ranking, ranked: shown }, () => describe(ranking, shown));
      for (const { file, reason } of options.json === true ? [] : ranking.refused) {
        printNotice(`refused ${file}: ${reason}`);
      }
      if (options.csv === true) for (const line of verdict(ranking)) printNotice(line);
      if (options.minAccuracy !== undefined) requireAccuracy(ranking, options.minAccuracy);
    });
}

async function rank(
  first: string,
  rest: readonly string[],
  { labels, level, minAccuracy, checkpoint, layout: layoutFile, ...options }: RankOptions,
): Promise<Ranking> {
  const pattern = options.pattern === undefined ? undefined : fileNameReader(options.pattern);
  if (await isModel(first)) {
    if (labels !== undefined) throw new UsageError("give either a model or --labels, not both");
    if (layoutFile !== undefined) throw new UsageError("a model has a layout: leave --layout out");
    if (rest.length === 0) throw new UsageError("name the files that the model is to rank");
    const model = await loadModel(first);
    return longWork((work) => rankByModel(model, rest, { ...work, level, pattern, checkpoint }));
  }
  const files = [first, ...rest];
  const layout = layoutFile === undefined ? undefined : await readLayout(layoutFile);
  if (labels === undefined) {
    if (minAccuracy !== undefined) {
      throw new UsageError("--min-accuracy needs a model or labels: a consensus tells ranks, not accuracies");
    }
    return longWork((work) => rankByConsensus(files, { ...work, layout, checkpoint }));
  }
  const known = await readLabels(labels);
  return longWork((work) => rankByLabelsOf(known, files, { ...work, layout, checkpoint, level, pattern }));
}

async function readLayout(file: string): Promise<Layout> {
  return parseLayout(await readText(file), file);
}

function isModel(path: string): Promise<boolean> {
  return access(join(path, "manifest.json")).then(
    () => true,
    () => false,
  );
}

/** The list is already printed, so a condition that is not met has no JSON document of its own. */
function requireAccuracy({ ranked, target, direction }: Ranking, least: number): void {
  const best = ranked.find(({ flag, predicted }) => flag === null && predicted !== null);
  const value = best?.predicted ?? null;
  if (value !== null && (direction === "lower" ? value <= least : value >= least)) return;
  printNotice(
    value === null
      ? "no network has a prediction that is to be trusted"
      : `the best network is predicted to have a ${target} of ${value.toFixed(4)}; expected ${least}`,
  );
  process.exitCode = 1;
}

function describe(ranking: Ranking, shown: readonly RankedNetwork[]): string {
  const number = (value: number | null) => (value === null ? "" : value.toFixed(4));
  const lines = shown.map(({ checkpoint, predicted, low, high, flag }, i) => [
    String(i + 1),
    predicted === null ? "none" : number(predicted),
    low === null || high === null ? "" : `[${number(low)}, ${number(high)}]`,
    checkpoint,
    flag === null ? "" : `flagged: ${flag}`,
  ]);
  const table = textTable([["rank", ranking.target, "", "network", ""], ...lines], (column) => column < 2);
  return [...table, ...verdict(ranking)].join("\n");
}

/** How far the ranking is to be trusted, as far as that is known. */
function verdict({ validation, runsToldBy, trust, ranked, refused }: Ranking): string[] {
  const lines = [`${counted(ranked.length, "network")} ranked, ${counted(refused.length, "file")} refused`];
  if (trust !== null) {
    lines.push(
      "ranked by consensus, without labels: the scores are shares of ranks, not accuracies",
      `tau with the true order is expected to be about ${trust.expectedTau.toFixed(2)}: ${meaningOf(trust.expectedTau)}`,
    );
  }
  if (validation === null || runsToldBy === null) return lines;
  const { tau, tauCeiling, labelled, runs, seen, mad, isUseful, folds } = validation;
  const ceiling = tauCeiling === null ? "" : ` of at most ${tauCeiling.toFixed(3)}`;
  lines.push(
    `${folds}-fold cross-validation on ${labelled} labelled networks of ${counted(runs, "run")}, grouped by run: tau ${tau === null ? "none" : `${tau.toFixed(3)}${ceiling}`}, mean absolute error ${mad.toFixed(4)}`,
    RUNS_TOLD_BY[runsToldBy],
  );
  if (seen > 0) {
    lines.push(
      `${seen} of the ranked networks are of runs with labels; the estimate is that for runs without, and does not cover them`,
    );
  }
  if (!isUseful) lines.push("this ranking is useless: labels are predicted no better than by chance");
  return lines;
}

/** The lines of the output about the runs that cross-validation held out. */
const RUNS_TOLD_BY: Readonly<Record<NonNullable<Ranking["runsToldBy"]>, string>> = {
  labels: "runs are those of the column run of the labels",
  pattern: "runs are those that the pattern finds",
  folders: "runs are the folders of the files",
  names: "files whose names differ only in an epoch or a step are taken for checkpoints of one run",
  nothing:
    "each network is taken for a run of its own; if several are of one run, this estimate is too good: name the runs with --pattern or a column run",
};

/** What a user may conclude from the tau that is expected of a ranking without labels. */
function meaningOf(expectedTau: number): string {
  if (expectedTau >= 0.8) return "good networks are above bad ones; neighbours may be in the wrong order";
  if (expectedTau >= 0.6) {
    return "the first networks are a short list; measure the accuracy of each before choosing one";
  }
  return "a rough division at most; measure accuracies and rank with --labels";
}

function csvOf({ target }: Ranking, shown: readonly RankedNetwork[]): string {
  const cell = (value: number | null) => (value === null ? "" : String(value));
  return formatCsv(
    ["rank", "network", target, "low", "high", "flag"],
    shown.map(({ checkpoint, predicted, low, high, flag }, i) => [
      String(i + 1),
      checkpoint,
      cell(predicted),
      cell(low),
      cell(high),
      flag ?? "",
    ]),
  );
}

function finiteNumber(text: string): number {
  const value = Number(text);
  if (text.trim() !== "" && Number.isFinite(value)) return value;
  throw new InvalidArgumentError("It is not a number.");
}
