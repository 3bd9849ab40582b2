import { InputError } from "@weightcast/core";
import { bestFirst, type Model, type NetworkScore, scoreNetworks } from "@weightcast/predictors";
import { tableFormats } from "@weightcast/zoo-io";
import type { GivenFile } from "./sources/given-files.js";

/** What a model predicts for some networks. */
export interface NetworkScores {
  /** What is predicted: a metrics column. */
  readonly target: string;
  /** The best first. */
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
