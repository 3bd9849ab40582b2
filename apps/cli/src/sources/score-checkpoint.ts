import { alignCheckpoint } from "@weightcast/checkpoints";
import { matrix } from "@weightcast/core";
import {
  type Model,
  type NetworkScore,
  type ScoreNetworksOptions,
  scoreNetworks,
} from "@weightcast/predictors";
import { isWeightsName } from "@weightcast/zoo-io";
import { readWeights } from "@weightcast/zoo-io/node";
import { openCheckpointFile } from "./open-checkpoint-file.js";

/**
 * Scores the networks in a file: each row of an array of flat weights, or the network of a checkpoint, whose weights are put in the order of
 * the model's layout.
 */
export async function scoreCheckpoint(
  model: Model,
  path: string,
  options: ScoreNetworksOptions,
): Promise<NetworkScore[]> {
  if (isWeightsName(path)) {
    return scoreNetworks(model, { weights: await readWeights(path), name: path }, options);
  }
  const checkpoint = await openCheckpointFile(path, options.signal);
  try {
    const { weights } = await alignCheckpoint(checkpoint, model.layout, { signal: options.signal });
    const source = { weights: matrix(weights, 1, weights.length), name: path };
    return await scoreNetworks(model, source, options);
  } finally {
    await checkpoint.close();
  }
}
