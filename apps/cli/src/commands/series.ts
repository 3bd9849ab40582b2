import { InputError, printable, printableJson, UsageError } from "@weightcast/core";
import type { Model } from "@weightcast/predictors";
import { loadModel } from "@weightcast/predictors/node";
import { type Command, InvalidArgumentError, Option } from "commander";
import { type CommonOptions, createCommand, print } from "../command.js";
import { type FileNameReader, fileNameReader } from "../importing/file-name-pattern.js";
import { findCheckpoints } from "../importing/find-checkpoints.js";
import { levelOption } from "../options/level.js";
import { wholeNumber } from "../options/whole-number.js";
import { printNotice } from "../output/progress.js";
import { textTable } from "../output/text-table.js";
import { longWork } from "../running/long-work.js";
import { untilStopped } from "../running/until-stopped.js";
import {
  judgeSeries,
  type SeriesAdvice,
  type SeriesJudgement,
  type SeriesPoint,
} from "../series/judge-series.js";
import { newCheckpoints } from "../series/new-checkpoints.js";
import { type ScoreCheckpointOptions, scoreCheckpoint } from "../sources/score-checkpoint.js";

/** A training script reads the advice from the exit code. */
const EXIT_CODES: Readonly<Record<SeriesAdvice, number>> = { "go on": 0, stop: 3, broken: 4 };

interface SeriesOptions extends CommonOptions {
  readonly level?: number;
  readonly pattern?: string;
  readonly patience: number;
  readonly gain: number;
  readonly watch?: string;
  readonly interval: number;
}

/** A checkpoint of a run. */
interface SeriesFile {
  readonly path: string;
  /** The step, as far as the name of the file tells it. */
  readonly step: number | null;
}

export function seriesCommand(): Command {
  return createCommand(
    "series <model> [checkpoints...]",
    "predict for the checkpoints of one run in their order, and say whether training should go on",
    [
      "series ./model ./run-7",
      "series ./model './run-7/*.safetensors' --pattern 'epoch-{step}' --patience 5 --json",
      "series ./model --watch ./run-7 || touch ./run-7/stop",
    ],
  )
    .addOption(levelOption())
    .option(
      "--pattern <pattern>",
      "where the step stands in the names of the files: 'epoch-{step}'; they are in the order of their names otherwise",
    )
    .addOption(
      new Option(
        "--patience <checkpoints>",
        "how many of the last checkpoints must bring an improvement for training to go on",
      )
        .argParser(wholeNumber("--patience", 1, 10_000))
        .default(3),
    )
    .addOption(
      new Option("--gain <difference>", "the least improvement of the best prediction that counts")
        .argParser(nonNegative)
        .default(0.001),
    )
    .option("--watch <folder>", "score checkpoints as they appear in a folder, until training should stop")
    .addOption(
      new Option("--interval <seconds>", "the time between two looks at the folder")
        .argParser(nonNegative)
        .default(2),
    )
    .addHelpText(
      "after",
      "\nExit codes: 0 training should go on, 3 it should stop, 4 the last weights are not finite; 1 and 2 are failures as elsewhere.",
    )
    .action(async (modelPath: string, paths: readonly string[], options: SeriesOptions) => {
      if ((options.watch === undefined) === (paths.length === 0)) {
        throw new UsageError("give either checkpoints or a folder to watch (--watch)");
      }
      const model = await loadModel(modelPath);
      const nameOf = options.pattern === undefined ? undefined : fileNameReader(options.pattern);
      const judgement =
        options.watch === undefined
          ? await judgeFiles(model, paths, nameOf, options)
          : await judgeFolder(model, options.watch, nameOf, options);
      process.exitCode = EXIT_CODES[judgement.advice];
    });
}

async function judgeFiles(
  model: Model,
  paths: readonly string[],
  nameOf: FileNameReader | undefined,
  options: SeriesOptions,
): Promise<SeriesJudgement> {
  const files = inOrder(await findCheckpoints(paths), nameOf);
  const points = await longWork(async ({ onProgress, signal }) => {
    const found: SeriesPoint[] = [];
    for (const { path, step } of files) {
      const first = files[0]?.path;
      found.push(await scorePoint(model, { path, step }, { level: options.level, first, signal }));
      onProgress?.({ stage: "predicting", done: found.length, total: files.length, unit: "checkpoints" });
    }
    return found;
  });
  const judgement = judge(model, points, options);
  print(options, { checkpoints: points, ...judgement }, () =>
    [...formatPoints(points), formatJudgement(judgement)].join("\n"),
  );
  return judgement;
}

/** Prints a line, or a JSON document on a line, for each new checkpoint. */
async function judgeFolder(
  model: Model,
  folder: string,
  nameOf: FileNameReader | undefined,
  options: SeriesOptions,
): Promise<SeriesJudgement> {
  const points: SeriesPoint[] = [];
  return untilStopped(async (signal) => {
    let judgement = judge(model, points, options);
    for await (const path of newCheckpoints(folder, { seconds: options.interval, signal })) {
      const step = nameOf?.(path)?.step ?? null;
      try {
        const first = points[0]?.checkpoint ?? path;
        points.push(await scorePoint(model, { path, step }, { level: options.level, first, signal }));
      } catch (error) {
        if (!(error instanceof InputError)) throw error;
        printNotice(`left out: ${error.message}`);
        continue;
      }
      judgement = judge(model, points, options);
      const [line] = formatPoints(points.slice(-1)).slice(1);
      const { advice, reason } = judgement;
      process.stdout.write(
        options.json === true
          ? `${printableJson(JSON.stringify({ ...points.at(-1), advice, reason }))}\n`
          : `${printable(`${line}  ${advice}: ${reason}`)}\n`,
      );
      if (advice !== "go on") break;
    }
    return judgement;
  });
}

function judge(
  model: Model,
  points: readonly SeriesPoint[],
  { patience, gain }: SeriesOptions,
): SeriesJudgement {
  return judgeSeries(points, { target: model.manifest.target, patience, leastGain: gain });
}

/** By step where the names tell it, else as they are. */
function inOrder(paths: readonly string[], nameOf: FileNameReader | undefined): SeriesFile[] {
  const files = paths.map((path) => {
    if (nameOf === undefined) return { path, step: null };
    const named = nameOf(path);
    if (named === undefined) throw new InputError("is not named after the pattern", { file: path });
    return { path, step: named.step ?? null };
  });
  return files.sort((a, b) => (a.step ?? 0) - (b.step ?? 0));
}

async function scorePoint(
  model: Model,
  { path, step }: SeriesFile,
  options: ScoreCheckpointOptions,
): Promise<SeriesPoint> {
  const [score, ...others] = await scoreCheckpoint(model, path, options);
  if (score === undefined || others.length > 0) {
    throw new InputError(`holds ${others.length + 1} networks, not one checkpoint of a run`, { file: path });
  }
  const { row: _, ...point } = score;
  return { ...point, step };
}

function formatPoints(points: readonly SeriesPoint[]): string[] {
  const number = (value: number | null) => (value === null ? "-" : value.toFixed(4));
  const lines = points.map(({ checkpoint, step, predicted, low, high, flag }) => [
    checkpoint,
    step === null ? "" : String(step),
    predicted === null ? "not finite" : number(predicted),
    low === null ? "" : `[${number(low)}, ${number(high)}]`,
    flag === null ? "" : `flagged: ${flag}`,
  ]);
  return textTable(
    [["checkpoint", "step", "predicted", "interval", ""], ...lines],
    (column) => column === 1 || column === 2,
  );
}

function formatJudgement({ advice, reason, best }: SeriesJudgement): string {
  const bestText = best === null ? "" : `best so far: ${best.checkpoint} (${best.predicted?.toFixed(4)}); `;
  return `${bestText}${advice}: ${reason}`;
}

function nonNegative(text: string): number {
  const value = text.trim() === "" ? Number.NaN : Number(text);
  if (!(value >= 0 && Number.isFinite(value)))
    throw new InvalidArgumentError("expected a number, 0 or above");
  return value;
}
