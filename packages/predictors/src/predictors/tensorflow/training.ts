import type { Tensor } from "@tensorflow/tfjs";
import { allFinite, RandomStream, UsageError } from "@weightcast/core";
import type { Examples } from "../predictor.js";
import type { Tensorflow } from "./backend.js";
import { batchReader } from "./batches.js";
import { type DenseNetwork, layersModel, modelVariables, tensorValues } from "./dense-network.js";
import { GradientSteps } from "./gradient-steps.js";
import type { DenseParameters } from "./parameters.js";
import { rowPredictor } from "./prediction.js";

export interface TrainingRequest {
  /** The features [rows, columns] and the targets [rows], finite as f32. */
  readonly train: Examples;
  readonly validation: Examples | undefined;
  readonly parameters: DenseParameters;
  readonly seed: number;
  /** A function that is awaited between steps; it may throw to end the training. */
  readonly pause: () => Promise<void>;
  /** @param done epochs so far
   * @param loss on the validation examples, the penalty included, as Keras reports it */
  readonly onEpoch: (done: number, loss: number | undefined) => void;
}

/**
 * Trains a network as Keras' `fit` does with `EarlyStopping(patience, restore_best_weights=True)`: the batches of each
 * epoch in a new random order, the last one as small as it comes. Leaves no tensors behind.
 *
 * @throws UsageError where training diverges
 */
export async function trainNetwork(
  tf: Tensorflow,
  initial: DenseNetwork,
  request: TrainingRequest,
): Promise<DenseNetwork> {
  const { train, validation, seed, pause, onEpoch } = request;
  const { epochs, patience } = request.parameters;
  const size = Math.min(request.parameters.batch_size, train.x.rows);
  const draw = new RandomStream(seed, "batch order");
  const order = Int32Array.from({ length: train.x.rows }, (_, row) => row);
  const batch = batchReader(tf, train, size);

  const model = layersModel(tf, initial);
  const variables = modelVariables(model);
  const predict = validation && rowPredictor(tf, model, validation.x);
  const validationLoss = async () =>
    predict && meanSquaredError(await predict(pause), validation.y) + steps.penalty();
  const steps = new GradientSteps(
    tf,
    model,
    initial,
    { ...request.parameters, batch_size: size },
    new RandomStream(seed, "dropout"),
  );
  let best: { readonly loss: number; readonly epoch: number; readonly weights: Tensor[] } | undefined;
  try {
    for (let epoch = 1; epoch <= epochs; epoch++) {
      draw.shuffle(order);
      for (let first = 0; first < order.length; first += size) {
        await pause();
        tf.tidy(() => steps.take(batch(order.subarray(first, first + size))));
      }
      const loss = await validationLoss();
      onEpoch(epoch, loss);
      if (loss === undefined) continue;
      if (loss < (best?.loss ?? Number.POSITIVE_INFINITY)) {
        if (best !== undefined) tf.dispose(best.weights);
        best = { loss, epoch, weights: variables.map((variable) => variable.clone()) };
      } else if (epoch - (best?.epoch ?? 0) >= patience || Number.isNaN(loss)) break;
    }
    const weights = tensorValues(best?.weights ?? variables);
    if (!weights.every(allFinite)) {
      throw new UsageError(
        `training diverged with learning_rate ${request.parameters.learning_rate}; a smaller one may help`,
      );
    }
    return { ...initial, weights };
  } finally {
    if (best !== undefined) tf.dispose(best.weights);
    steps.dispose();
    model.dispose();
  }
}

/** Returns the mean of (predicted - truth)^2, summed in f64. */
export function meanSquaredError(predicted: Float64Array, truth: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < truth.length; i++) sum += (predicted[i]! - truth[i]!) ** 2;
  return sum / truth.length;
}
