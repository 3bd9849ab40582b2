import { InputError, type Matrix, type WorkOptions } from "@weightcast/core";
import { checkLevel } from "@weightcast/evaluation";
import { clampToTarget, type Target, type Zoo } from "@weightcast/zoo";
import type { Model, RowPredictions } from "../model/model.js";
import type { FeatureContribution } from "./explain-predictions.js";

/** The networks to score: rows of a zoo, or weights without a zoo. */
export type NetworkSource =
  | {
      readonly zoo: Zoo;
      /** The row numbers; all rows by default. */
      readonly rows?: Int32Array | undefined;
    }
  | {
      /** The weights: [networks, parameters] f32. */
      readonly weights: Matrix<Float32Array>;
      /** The origin of the weights for messages, such as a file's name. */
      readonly name: string;
      /** The first checkpoint of the run of each network, for a model whose features compare with it: [networks, parameters] f32. */
      readonly origins?: Matrix<Float32Array> | undefined;
    };

/** A model's prediction for one network. */
export interface NetworkScore {
  /** The network's checkpoint in a zoo, or the name of what bare weights came from. */
  readonly checkpoint: string;
  /** The row number in the zoo or in the weights, counted from 0. */
  readonly row: number;
  /** The prediction, within the range of the target; null if the weights are not finite. */
  readonly predicted: number | null;
  /**
   * The ends of the prediction interval, within the range of the target; null without a prediction, in a model without a validation part,
   * and where the interval has no end.
   */
  readonly low: number | null;
  readonly high: number | null;
  /** Why the network is unlike those that the model was fitted on, so that its prediction is not to be trusted; null where it is not. */
  readonly flag: string | null;
  /** The features that move the prediction most, if they were asked for; empty without a prediction. */
  readonly explanation?: readonly FeatureContribution[] | undefined;
}

/** Options of scoring networks. */
export interface ScoreNetworksOptions extends WorkOptions {
  /**
   * The level of prediction intervals, the share that should contain the true value: between 0 and 1, 0.9 by
   * default.
   */
  readonly level?: number | undefined;
  /** The largest number of features that explain each prediction; by default predictions are not explained. */
  readonly explain?: number | undefined;
}

/** The default level of prediction intervals. */
export const DEFAULT_LEVEL = 0.9;

/**
 * Scores networks with a model: the one way for the command line, pages and services.
 *
 * @returns a score for each network, in their order
 * @throws InputError where there are no networks, or they have another layout than those that the model was fitted on
 * @throws UsageError where the model needs hyperparameters or first checkpoints and gets bare weights, the level is out of range, or an
 * explanation is asked for that the model's predictor does not give
 * @throws CancelledError once `signal` is aborted
 */
export async function scoreNetworks(
  model: Model,
  source: NetworkSource,
  { level = DEFAULT_LEVEL, ...options }: ScoreNetworksOptions = {},
): Promise<NetworkScore[]> {
  checkLevel(level);
  if ("weights" in source) {
    const { weights, name, origins } = source;
    if (weights.rows === 0) throw new InputError("holds no networks", { file: name });
    const predictions = await model.predictWeights(weights, name, { ...options, origins });
    return networkScores(model, predictions, level, (i) => ({ checkpoint: name, row: i }));
  }
  const { zoo } = source;
  const rows = source.rows ?? Int32Array.from({ length: zoo.rows }, (_, row) => row);
  const checkpoints = zoo.metrics.text("checkpoint");
  const predictions = await model.predictZoo(zoo, rows, options);
  return networkScores(model, predictions, level, (i) => {
    const row = rows[i] ?? i;
    return { checkpoint: checkpoints[row] ?? "", row };
  });
}

function networkScores(
  model: Model,
  { predicted, finite, flags, explanations }: RowPredictions,
  level: number,
  identify: (i: number) => Pick<NetworkScore, "checkpoint" | "row">,
): NetworkScore[] {
  const endOf = (value: number | undefined) => (Number.isFinite(value) ? (value ?? null) : null);
  return Array.from(predicted, (value, i) => {
    const isKnown = finite[i] === 1 && Number.isFinite(value);
    const interval = isKnown ? model.interval(value, level) : null;
    return {
      ...identify(i),
      predicted: isKnown ? clampToTarget(model.manifest.target, value) : null,
      low: endOf(interval?.[0]),
      high: endOf(interval?.[1]),
      flag: flags[i] ?? null,
      ...(explanations === undefined ? {} : { explanation: isKnown ? (explanations[i] ?? []) : [] }),
    };
  });
}

/** Scores from the best to the worst, by what the target calls better; networks without a prediction come last. */
export function bestFirst<Score extends Pick<NetworkScore, "predicted">>(
  { manifest }: { readonly manifest: { readonly target: Pick<Target, "direction"> } },
  scores: readonly Score[],
): Score[] {
  const sign = manifest.target.direction === "higher" ? 1 : -1;
  const worth = ({ predicted }: Score) => (predicted === null ? Number.NEGATIVE_INFINITY : sign * predicted);
  return scores.toSorted((a, b) => worth(b) - worth(a));
}
