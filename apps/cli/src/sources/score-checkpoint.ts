import { alignCheckpoint } from "@weightcast/checkpoints";
import { InputError, type Matrix, matrix } from "@weightcast/core";
import {
  type Model,
  type NetworkScore,
  type ScoreNetworksOptions,
  scoreNetworks,
} from "@weightcast/predictors";
import { isWeightsName } from "@weightcast/zoo-io";
import { readWeights } from "@weightcast/zoo-io/node";
import { openCheckpointFile } from "./open-checkpoint-file.js";

/** Options of scoring the networks in a file. */
export interface ScoreCheckpointOptions extends ScoreNetworksOptions {
  /** The file with the first checkpoint of the run; it is read if the model's features compare with it. */
  readonly first?: string | undefined;
}

/**
 * Scores the networks in a file: each row of an array of flat weights, or the network of a checkpoint, whose weights are put in the order of
 * the model's layout.
 */
export async function scoreCheckpoint(
  model: Model,
  path: string,
  { first, ...options }: ScoreCheckpointOptions,
): Promise<NetworkScore[]> {
  const weights = await networksOf(model, path, options.signal);
  const origins =
    model.needsFirstCheckpoints && first !== undefined
      ? oneNetwork(await networksOf(model, first, options.signal), first)
      : undefined;
  return scoreNetworks(model, { weights, origins, name: path }, options);
}

async function networksOf(
  model: Model,
  path: string,
  signal: AbortSignal | undefined,
): Promise<Matrix<Float32Array>> {
  if (isWeightsName(path)) return readWeights(path);
  const checkpoint = await openCheckpointFile(path, signal);
  try {
    const { weights } = await alignCheckpoint(checkpoint, model.layout, { signal });
    return matrix(weights, 1, weights.length);
  } finally {
    await checkpoint.close();
  }
}

function oneNetwork(networks: Matrix<Float32Array>, file: string): Matrix<Float32Array> {
  if (networks.rows === 1) return networks;
  throw new InputError(`holds ${networks.rows} networks, not one checkpoint of a run`, { file });
}
