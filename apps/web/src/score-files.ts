import type { Model } from "@weightcast/predictors";
import { decodeNpy, weightsMatrix } from "@weightcast/zoo-io";

/** What a model predicts for one network. */
export interface NetworkScore {
  readonly file: string;
  /** The row in the file, from 0. */
  readonly row: number;
  /** Null where the weights are not finite. */
  readonly predicted: number | null;
}

/**
 * Predicts for the networks in .npy files.
 *
 * @throws InputError where a file is malformed or its networks are not such as the model was fitted on
 * @throws UsageError where the model needs hyperparameters
 */
export async function scoreFiles(model: Model, files: readonly File[]): Promise<NetworkScore[]> {
  const scores: NetworkScore[] = [];
  for (const file of files) {
    const bytes = new Uint8Array(await file.arrayBuffer());
    const weights = weightsMatrix(decodeNpy(bytes, file.name), file.name);
    const { predicted, finite } = await model.predictWeights(weights, file.name);
    for (const [row, value] of predicted.entries()) {
      scores.push({ file: file.name, row, predicted: finite[row] === 1 ? clamp(model, value) : null });
    }
  }
  return scores;
}

/** An accuracy is a share: a prediction outside [0, 1] is shown as the nearest that can be. */
export function clamp({ manifest }: Model, value: number): number {
  return manifest.target.endsWith("accuracy") ? Math.min(1, Math.max(0, value)) : value;
}
