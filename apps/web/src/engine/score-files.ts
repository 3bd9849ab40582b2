import { bestFirst, type Model, type NetworkScore, scoreNetworks } from "@weightcast/predictors";
import { decodeWeights } from "@weightcast/zoo-io";
import type { GivenFile } from "../sources/given-files.js";
import type { NetworkScores } from "./messages.js";

/**
 * Predicts for the networks in files of the table formats from which networks are read.
 *
 * @throws InputError where a file is malformed, holds no networks, or networks of another layout than the model was fitted on
 * @throws UsageError where the model needs hyperparameters
 */
export async function scoreFiles(model: Model, files: readonly GivenFile[]): Promise<NetworkScores> {
  const scores: NetworkScore[][] = [];
  for (const { path, file } of files) {
    const bytes = new Uint8Array(await file.arrayBuffer());
    scores.push(await scoreNetworks(model, { weights: decodeWeights(bytes, path), name: path }));
  }
  return { target: model.manifest.target.column, scores: bestFirst(model, scores.flat()) };
}
