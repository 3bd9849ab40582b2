import { InputError } from "@weightcast/core";
import { bestFirst, type Model, type NetworkScore, scoreNetworks } from "@weightcast/predictors";
import { tableFormats } from "@weightcast/zoo-io";
import type { GivenFile } from "./sources/given-files.js";

/** A model's predictions for networks from files. */
export interface NetworkScores {
  /** The metrics column that the model predicts. */
  readonly target: string;
  /** One entry for each network, the best prediction first. */
  readonly scores: readonly NetworkScore[];
}

/**
 * Predicts for the networks in .npy files.
 *
 * @throws InputError where a file is malformed, holds no networks, or networks of another layout than the model was fitted on
 * @throws UsageError where the model needs hyperparameters
 */
export async function scoreFiles(model: Model, files: readonly GivenFile[]): Promise<NetworkScores> {
  const scores: NetworkScore[][] = [];
  for (const { path, file } of files) {
    const bytes = new Uint8Array(await file.arrayBuffer());
    const weights = tableFormats.ofFile(path)?.decodeWeights?.(bytes, path);
    if (weights === undefined) {
      throw new InputError("is of no format that networks are read from", { file: path });
    }
    scores.push(await scoreNetworks(model, { weights, name: path }));
  }
  return { target: model.manifest.target.column, scores: bestFirst(model, scores.flat()) };
}
