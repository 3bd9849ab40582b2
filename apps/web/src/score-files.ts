import { InputError } from "@weightcast/core";
import type { Model } from "@weightcast/predictors";
import { clampToTarget, targetNamed } from "@weightcast/zoo";
import { tableFormats } from "@weightcast/zoo-io";
import type { GivenFile } from "./sources/given-files.js";

/** What a model predicts for one network. */
export interface NetworkScore {
  /** The path of the network's file. */
  readonly file: string;
  /** The row in the file, from 0. */
  readonly row: number;
  /** Null where the weights are not finite. */
  readonly predicted: number | null;
}

/** What a model predicts for some networks. */
export interface NetworkScores {
  /** What is predicted: a metrics column. */
  readonly target: string;
  readonly scores: readonly NetworkScore[];
}

/**
 * Predicts for the networks in .npy files.
 *
 * @throws InputError where a file is malformed, holds no networks, or such as the model was not fitted on
 * @throws UsageError where the model needs hyperparameters
 */
export async function scoreFiles(model: Model, files: readonly GivenFile[]): Promise<NetworkScores> {
  const { target } = model.manifest;
  const scores: NetworkScore[] = [];
  for (const { path, file } of files) {
    const bytes = new Uint8Array(await file.arrayBuffer());
    const weights = tableFormats.ofFile(path)?.decodeWeights?.(bytes, path);
    if (weights === undefined)
      throw new InputError("is of no format that networks are read from", { file: path });
    if (weights.rows === 0) throw new InputError("holds no networks", { file: path });
    const { predicted, finite } = await model.predictWeights(weights, path);
    for (const [row, value] of predicted.entries()) {
      scores.push({
        file: path,
        row,
        predicted: finite[row] === 1 ? clampToTarget(targetNamed(target), value) : null,
      });
    }
  }
  return { target, scores };
}
