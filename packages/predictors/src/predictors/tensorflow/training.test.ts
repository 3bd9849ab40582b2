import { matrix, RandomStream, UsageError } from "@weightcast/core";
import { describe, expect, it } from "vitest";
import { onBackend } from "../../../test/tensorflow-backend-of-test.js";
import type { Examples } from "../predictor.js";
import { currentBackend } from "./backend.js";
import { type DenseNetwork, initialNetwork, layersModel } from "./dense-network.js";
import { DNN, resolveParameters } from "./parameters.js";
import { rowPredictor } from "./prediction.js";
import { meanSquaredError, type TrainingRequest, trainNetwork } from "./training.js";

const COLUMNS = 6;

/** Noise on a smooth function, few rows: a network that trains on it for long overfits. */
function noisyExamples(rows: number, purpose: string): Examples {
  const draw = new RandomStream(4, purpose);
  const x = Float32Array.from({ length: rows * COLUMNS }, () => 4 * draw.uniform() - 2);
  const y = Float64Array.from({ length: rows }, (_, row) => {
    const clean = 1 / (1 + Math.exp(-x[row * COLUMNS]! - x[row * COLUMNS + 1]!));
    return 0.8 * clean + 0.2 * draw.uniform();
  });
  return { x: matrix(x, rows, COLUMNS), y };
}

const train = noisyExamples(50, "train");
const validation = noisyExamples(200, "validation");

const parameters = resolveParameters(
  {
    n_layers: 2,
    n_hiddens: 24,
    dropout_rate: 0.1,
    batch_size: 16,
    learning_rate: 0.02,
    epochs: 60,
    patience: 8,
  },
  DNN,
);

const request: TrainingRequest = {
  train,
  validation,
  parameters,
  seed: 3,
  pause: async () => {},
  onEpoch: () => {},
};

const initial = initialNetwork(COLUMNS, "sigmoid", parameters, 3);

async function fit(changes: Partial<TrainingRequest> = {}): Promise<DenseNetwork> {
  return trainNetwork((await currentBackend()).tf, initial, { ...request, ...changes });
}

/** The loss on the validation examples as Keras defines it, from the weights alone. */
async function lossOf(network: DenseNetwork): Promise<number> {
  const { tf } = await currentBackend();
  const model = layersModel(tf, network);
  const predicted = await rowPredictor(tf, model, validation.x)(async () => {});
  model.dispose();
  const hiddenKernels = network.weights.filter((_, i) => i % 2 === 0).slice(0, -1);
  const squares = hiddenKernels.flatMap((kernel) => Array.from(kernel, (value) => value ** 2));
  return (
    meanSquaredError(predicted, validation.y) + parameters.l2_penalty * squares.reduce((a, b) => a + b, 0)
  );
}

describe.each(["native", "wasm"] as const)("training on %s", (backend) => {
  it("stops after `patience` epochs without a lower validation loss, and keeps the best weights", async (context) => {
    await onBackend(backend, context);
    const losses: number[] = [];
    const network = await fit({ onEpoch: (_, loss) => losses.push(loss!) });
    const best = Math.min(...losses);
    expect(losses.length).toBeLessThan(parameters.epochs);
    expect(losses.length).toBe(losses.indexOf(best) + 1 + parameters.patience);
    expect(Math.abs((await lossOf(network)) - best)).toBeLessThan(1e-6);
    expect(losses.at(-1)! - best).toBeGreaterThan(1e-4);
  });

  it("keeps the best weights of a training that uses up its epochs", async (context) => {
    await onBackend(backend, context);
    const losses: number[] = [];
    const patient = { ...parameters, patience: 1000 };
    const network = await fit({ parameters: patient, onEpoch: (_, loss) => losses.push(loss!) });
    expect(losses).toHaveLength(parameters.epochs);
    expect(Math.abs((await lossOf(network)) - Math.min(...losses))).toBeLessThan(1e-6);
  });

  it("takes all epochs without validation examples", async (context) => {
    await onBackend(backend, context);
    const epochs: number[] = [];
    await fit({ validation: undefined, onEpoch: (done) => epochs.push(done) });
    expect(epochs).toEqual(Array.from({ length: parameters.epochs }, (_, i) => i + 1));
  });

  it("gives the same weights for the same seed, others for another", async (context) => {
    await onBackend(backend, context);
    const few = { parameters: { ...parameters, epochs: 3 } };
    const { weights } = await fit(few);
    expect((await fit(few)).weights).toEqual(weights);
    expect((await fit({ ...few, seed: 4 })).weights).not.toEqual(weights);
  });

  it("leaves no tensors behind, however it ends", async (context) => {
    await onBackend(backend, context);
    const { tf } = await currentBackend();
    await fit();
    const { numTensors, numDataBuffers } = tf.memory();
    await fit();
    await fit({ validation: undefined, parameters: { ...parameters, optimizer_name: "sgd", epochs: 2 } });
    let pauses = 0;
    const pause = async () => {
      if (++pauses === 40) throw new Error("stop");
    };
    await expect(fit({ pause })).rejects.toThrow("stop");
    expect(tf.memory()).toMatchObject({ numTensors, numDataBuffers });
  });

  it("says so where training diverges", async (context) => {
    await onBackend(backend, context);
    const huge = { x: train.x, y: train.y.map((value) => 1e20 * value) };
    const wild = { ...parameters, optimizer_name: "sgd", learning_rate: 100 } as const;
    const linear = { ...initial, output: "linear" } as const;
    const { tf } = await currentBackend();
    for (const validated of [huge, undefined]) {
      const diverging = trainNetwork(tf, linear, {
        ...request,
        train: huge,
        validation: validated,
        parameters: wild,
      });
      await expect(diverging).rejects.toThrow(UsageError);
      await expect(diverging).rejects.toThrow("learning_rate 100");
    }
  });
});
