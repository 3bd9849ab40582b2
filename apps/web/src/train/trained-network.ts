import { HYPERPARAMETER_PREFIX } from "@weightcast/zoo";
import { type CheckpointMetrics, DEFAULT_HYPERPARAMETERS } from "@weightcast/zoo-trainer";
import type { TrainedNetwork } from "../engine/messages.js";
import type { Settings } from "./settings-form.js";

/** A checkpoint of a network that was trained on the page. */
export interface TrainedCheckpoint {
  /** The number of epochs trained so far. */
  readonly step: number;
  readonly metrics: CheckpointMetrics;
  /** [parameters]. */
  readonly weights: Float32Array;
}

/** A network that was trained on the page, with its hyperparameters and measurements as a zoo has them. */
export function trainedNetwork(
  name: string,
  { epochs, seed, ...chosen }: Settings,
  checkpoints: readonly TrainedCheckpoint[],
): TrainedNetwork {
  const constants = {
    ...DEFAULT_HYPERPARAMETERS,
    ...chosen,
    dataset: "fashion_mnist",
    epochs,
    random_seed: seed,
  };
  const measured = Object.keys(checkpoints[0]?.metrics ?? {});
  const parameters = checkpoints[0]?.weights.length ?? 0;
  const weights = new Float32Array(checkpoints.length * parameters);
  for (const [i, checkpoint] of checkpoints.entries()) weights.set(checkpoint.weights, i * parameters);
  return {
    name,
    columns: [
      ["step", checkpoints.map(({ step }) => step)],
      ...measured.map((of) => [of, checkpoints.map(({ metrics }) => metrics[of] ?? Number.NaN)] as const),
      ...Object.entries(constants)
        .filter(([, value]) => typeof value === "number" || typeof value === "string")
        .map(
          ([of, value]) =>
            [HYPERPARAMETER_PREFIX + of, checkpoints.map(() => value as number | string)] as const,
        ),
    ],
    weights,
  };
}
