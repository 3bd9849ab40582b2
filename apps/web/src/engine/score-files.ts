import { alignCheckpoint, openCheckpoint } from "@weightcast/checkpoints";
import { InputError, type Matrix, matrix, throwIfCancelled, type WorkOptions } from "@weightcast/core";
import { bestFirst, type Model, type NetworkScore, scoreNetworks } from "@weightcast/predictors";
import type { Layout } from "@weightcast/zoo";
import { blobFile, decodeWeights, isWeightsName } from "@weightcast/zoo-io";
import type { GivenFile } from "../sources/given-files.js";
import type { NetworkScores } from "./messages.js";

/**
 * Predicts for the networks in files: rows of flat weights, or checkpoints of frameworks, whose weights are put in the order of the model's layout.
 *
 * @throws InputError where a file is malformed, holds no networks, or networks of another layout than the model was fitted on
 * @param options the progress is in files
 * @throws UsageError where the model needs hyperparameters
 * @throws CancelledError once the signal is aborted
 */
export async function scoreFiles(
  model: Model,
  files: readonly GivenFile[],
  { onProgress, signal }: WorkOptions,
): Promise<NetworkScores> {
  const scores: NetworkScore[][] = [];
  for (const [done, given] of files.entries()) {
    throwIfCancelled(signal, `scoring ${given.path}`);
    onProgress?.({ stage: "scoring", done, total: files.length, unit: "files" });
    const weights = await weightsInFile(given, model.layout);
    scores.push(await scoreNetworks(model, { weights, name: given.path }, { signal }));
  }
  return { target: model.manifest.target.column, scores: bestFirst(model, scores.flat()) };
}

/**
 * The weights of the networks in a file, in the order of a layout: [networks, parameters].
 *
 * @throws InputError where the file is malformed or holds no networks
 */
export async function weightsInFile(given: GivenFile, layout: Layout): Promise<Matrix<Float32Array>> {
  return isWeightsName(given.file.name)
    ? decodeWeights(new Uint8Array(await given.file.arrayBuffer()), given.path)
    : checkpointWeights(given, layout);
}

async function checkpointWeights(
  { path, file, parts = [] }: GivenFile,
  layout: Layout,
): Promise<Matrix<Float32Array>> {
  const neighbour = (name: string) => {
    const part = parts.find((other) => other.name === name);
    if (part === undefined)
      throw new InputError(`needs ${name} of the same folder; give both`, { file: path });
    return blobFile(part, name);
  };
  const checkpoint = await openCheckpoint(blobFile(file, path), { neighbour });
  try {
    const { weights } = await alignCheckpoint(checkpoint, layout);
    return matrix(weights, 1, weights.length);
  } finally {
    await checkpoint.close();
  }
}
