import { InputError, type Matrix, type WorkOptions } from "@weightcast/core";
import { clampToTarget, type Zoo } from "@weightcast/zoo";
import type { Model, RowPredictions } from "../model/model.js";

/** Networks to score: those of a zoo, or bare weights. */
export type NetworkSource =
  | {
      readonly zoo: Zoo;
      /** Row numbers; all rows where left out. */
      readonly rows?: Int32Array | undefined;
    }
  | {
      /** [networks, parameters] f32. */
      readonly weights: Matrix<Float32Array>;
      /** What the weights came from, such as a file. */
      readonly name: string;
    };

/** What a model predicts for one network. */
export interface NetworkScore {
  /** The network's checkpoint in a zoo, or the name of what bare weights came from. */
  readonly checkpoint: string;
  /** The row in the zoo or in the weights, from 0. */
  readonly row: number;
  /** Within the range of the target; null where the weights are not finite. */
  readonly predicted: number | null;
}

/**
 * Scores networks with a model: the one way for the command line, pages and services.
 *
 * @returns a score for each network, in their order
 * @throws InputError where there are no networks, or they have another layout than those that the model was fitted on
 * @throws UsageError where the model needs hyperparameters and gets bare weights
 * @throws CancelledError once `signal` is aborted
 */
export async function scoreNetworks(
  model: Model,
  source: NetworkSource,
  options: WorkOptions = {},
): Promise<NetworkScore[]> {
  if ("weights" in source) {
    const { weights, name } = source;
    if (weights.rows === 0) throw new InputError("holds no networks", { file: name });
    const predictions = await model.predictWeights(weights, name);
    return networkScores(model, predictions, (i) => ({ checkpoint: name, row: i }));
  }
  const { zoo } = source;
  const rows = source.rows ?? Int32Array.from({ length: zoo.rows }, (_, row) => row);
  const checkpoints = zoo.metrics.text("checkpoint");
  const predictions = await model.predictZoo(zoo, rows, options);
  return networkScores(model, predictions, (i) => {
    const row = rows[i] ?? i;
    return { checkpoint: checkpoints[row] ?? "", row };
  });
}

function networkScores(
  { manifest }: Model,
  { predicted, finite }: RowPredictions,
  identify: (i: number) => Pick<NetworkScore, "checkpoint" | "row">,
): NetworkScore[] {
  return Array.from(predicted, (value, i) => ({
    ...identify(i),
    predicted: finite[i] === 1 ? clampToTarget(manifest.target, value) : null,
  }));
}

/** Scores from the best to the worst, by what the target calls better; networks without a prediction come last. */
export function bestFirst<Score extends Pick<NetworkScore, "predicted">>(
  { manifest }: Model,
  scores: readonly Score[],
): Score[] {
  const sign = manifest.target.direction === "higher" ? 1 : -1;
  const worth = ({ predicted }: Score) => (predicted === null ? Number.NEGATIVE_INFINITY : sign * predicted);
  return scores.toSorted((a, b) => worth(b) - worth(a));
}
