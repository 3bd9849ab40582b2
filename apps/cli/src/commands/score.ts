import { describeCheckpointFormats, isCheckpointName } from "@weightcast/checkpoints";
import {
  type FeatureContribution,
  type Model,
  type NetworkScore,
  scoreNetworks,
} from "@weightcast/predictors";
import { loadModel } from "@weightcast/predictors/node";
import { describeWeightFormats, isWeightsName } from "@weightcast/zoo-io";
import { isZooPath, readWeights } from "@weightcast/zoo-io/node";
import type { Command } from "commander";
import { type CommonOptions, createCommand, print } from "../command.js";
import { levelOption } from "../options/level.js";
import { wholeNumber } from "../options/whole-number.js";
import { printNotice } from "../output/progress.js";
import { longWork } from "../running/long-work.js";
import { openZoo } from "../sources/open-zoo.js";
import { scoreCheckpoint } from "../sources/score-checkpoint.js";

/** How many features explain a prediction by default. */
const STANDARD_FEATURES = 5;

interface ScoreOptions extends CommonOptions {
  readonly level?: number;
  readonly explain?: number | true;
  readonly strict?: boolean;
}

export function scoreCommand(): Command {
  return createCommand(
    "score <model> <checkpoints...>",
    `predict for networks: ${describeWeightFormats()} files of shape (parameters,) or (n, parameters), zoos, and checkpoints: ${describeCheckpointFormats()}`,
    [
      "score ./model ./checkpoint.npy",
      "score ./model ./run-1.npy ./run-2.npy --json",
      "score ./model ./run-1.safetensors ./run-2.pt",
      "score ./model ./fashion_mnist --level 0.95 --strict",
      "score ./model ./checkpoint.npy --explain 3",
    ],
  )
    .addOption(levelOption())
    .option(
      "--explain [count]",
      `name the features that move each prediction most, with their values and ranges in training (default: ${STANDARD_FEATURES}); models of gbm only`,
      wholeNumber("--explain", 1),
    )
    .option("--strict", "exit with 1 if any network is flagged as unlike the training networks")
    .action(async (modelPath: string, paths: readonly string[], options: ScoreOptions) => {
      const model = await loadModel(modelPath);
      const scored: NetworkScore[][] = [];
      for (const path of paths) scored.push(await scorePath(model, path, options));
      const scores = scored.flat();
      print(options, scores, () => formatScores(model, scores));
      if (options.strict === true) refuseFlagged(scores);
    });
}

/**
 * The scores have already been printed, so flagged networks are not an error with a JSON document of its own:
 * there is a line on stderr, and the exit code is 1.
 */
function refuseFlagged(scores: readonly NetworkScore[]): void {
  const flagged = scores.filter(({ flag }) => flag !== null).length;
  if (flagged === 0) return;
  printNotice(`${flagged} of ${scores.length} networks are flagged as unlike those of training`);
  process.exitCode = 1;
}

async function scorePath(
  model: Model,
  path: string,
  { level, explain: asked }: ScoreOptions,
): Promise<NetworkScore[]> {
  const options = { level, explain: asked === true ? STANDARD_FEATURES : asked };
  if (isWeightsName(path) || isCheckpointName(path)) {
    return longWork((work) => scoreCheckpoint(model, path, { ...work, ...options }));
  }
  const source = (await isZooPath(path))
    ? { zoo: await openZoo(path) }
    : { weights: await readWeights(path), name: path };
  return longWork((work) => scoreNetworks(model, source, { ...work, ...options }));
}

function formatScores({ manifest }: Model, scores: readonly NetworkScore[]): string {
  const width = scores.reduce((most, { checkpoint }) => Math.max(most, checkpoint.length), 0);
  const lines = scores.flatMap(({ checkpoint, row, flag, explanation = [], ...prediction }) => [
    `${checkpoint.padEnd(width)}  ${String(row).padStart(6)}  ${formatPrediction(prediction)}${flag === null ? "" : `  flagged: ${flag}`}`,
    ...formatExplanation(explanation),
  ]);
  const heading = `${"checkpoint".padEnd(width)}     row  predicted ${manifest.target.column}`;
  const isExplained = scores.some(({ explanation }) => explanation !== undefined);
  return [heading, ...(isExplained ? [describeExplanations(manifest)] : []), ...lines].join("\n");
}

function describeExplanations({ hyperparameters }: Model["manifest"]): string {
  const scale = hyperparameters.target_scale === "logit" ? ", on the logit scale" : "";
  return `    what the features below each network add to the mean prediction${scale}; their values, and those of training`;
}

/** The features that move a prediction: what each adds, its name, its value, and the range of its values in training. */
function formatExplanation(explanation: readonly FeatureContribution[]): string[] {
  const width = explanation.reduce((most, { feature }) => Math.max(most, feature.length), 0);
  return explanation.map(({ feature, value, range, contribution }) => {
    const sign = contribution < 0 ? "" : "+";
    const shown = typeof value === "number" ? shortNumber(value) : (value ?? "missing");
    return `    ${sign}${contribution.toFixed(4)}  ${feature.padEnd(width)} = ${shown}${describeRange(value, range)}`;
  });
}

function describeRange(value: FeatureContribution["value"], range: FeatureContribution["range"]): string {
  if (range === null) return "";
  const [least, most] = range;
  const inTraining = `${shortNumber(least)} to ${shortNumber(most)}`;
  if (typeof value !== "number" || (least <= value && value <= most)) return ` (${inTraining})`;
  return ` (${value < least ? "below" : "above"} ${inTraining})`;
}

function shortNumber(value: number): string {
  return String(Number(value.toPrecision(4)));
}

function formatPrediction({
  predicted,
  low,
  high,
}: Pick<NetworkScore, "predicted" | "low" | "high">): string {
  if (predicted === null) return "not finite";
  if (low === null || high === null) return predicted.toFixed(4);
  return `${predicted.toFixed(4)}  [${low.toFixed(4)}, ${high.toFixed(4)}]`;
}
