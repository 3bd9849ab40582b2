import type { Scalar, Tensor, Variable } from "@tensorflow/tfjs";
import { allFinite, type Matrix, RandomStream, UsageError } from "@weightcast/core";
import type { Examples } from "../../predictor.js";
import type { Tensorflow } from "../backend.js";
import { OPTIMISERS } from "../optimisers.js";
import { meanSquaredError } from "../training.js";
import { denseShapes, type EquivariantShape, forward, initialWeights, loss } from "./equivariant-network.js";
import type { EquivariantParameters } from "./parameters.js";
import { type TensorScale, writeScaled } from "./tensor-scales.js";

/** An equivariant network with its weights and the scales of its inputs. */
export interface EquivariantNetwork extends EquivariantShape {
  readonly columns: number;
  readonly scales: readonly TensorScale[];
  /** f32: kernel and bias of each dense map. */
  readonly weights: readonly Float32Array[];
}

export interface EquivariantTraining {
  readonly train: Examples;
  readonly validation: Examples | undefined;
  readonly parameters: EquivariantParameters;
  readonly seed: number;
  /** A function that is awaited between steps; it may throw to end the training. */
  readonly pause: () => Promise<void>;
  readonly onEpoch: (done: number) => void;
}

/** Rows that are predicted at the same time. */
const BLOCK_ROWS = 64;

/**
 * Trains on the mean squared error with Adam, and keeps the weights of the epoch with the lowest validation error. Leaves no tensors behind.
 *
 * @throws UsageError where training diverges
 */
export async function trainEquivariant(
  tf: Tensorflow,
  start: Omit<EquivariantNetwork, "weights">,
  { train, validation, parameters, seed, pause, onEpoch }: EquivariantTraining,
): Promise<EquivariantNetwork> {
  const { epochs, patience, learning_rate } = parameters;
  const size = Math.min(parameters.batch_size, train.x.rows);
  const variables = toVariables(tf, start, initialWeights(start, seed));
  const optimiser = OPTIMISERS.adam(tf, variables, learning_rate);
  const draw = new RandomStream(seed, "batch order");
  const order = Int32Array.from({ length: train.x.rows }, (_, row) => row);
  const memory = new Float32Array(size * train.x.columns);
  const step = (rows: Int32Array) => {
    writeScaled(train.x, rows, start.scales, memory);
    const x = tf.tensor2d(memory.slice(0, rows.length * train.x.columns), [rows.length, train.x.columns]);
    const y = tf.tensor1d(Float32Array.from(rows, (row) => train.y[row] ?? 0));
    const { grads } = tf.variableGrads(
      () => loss(forward(tf, start, variables, x), y) as Scalar,
      [...variables],
    );
    optimiser.step(variables.map(({ name }) => grads[name]!));
  };
  const values = () => variables.map((variable) => variable.dataSync<"float32">().slice());
  let best: { readonly error: number; readonly epoch: number; readonly weights: Float32Array[] } | undefined;
  try {
    for (let epoch = 1; epoch <= epochs; epoch++) {
      draw.shuffle(order);
      for (let first = 0; first < order.length; first += size) {
        await pause();
        tf.tidy(() => step(order.subarray(first, first + size)));
      }
      onEpoch(epoch);
      if (validation === undefined) continue;
      const predicted = await predictRows(tf, start, variables, validation.x, pause);
      const error = meanSquaredError(predicted, validation.y);
      if (error < (best?.error ?? Number.POSITIVE_INFINITY)) best = { error, epoch, weights: values() };
      else if (epoch - (best?.epoch ?? 0) >= patience || Number.isNaN(error)) break;
    }
    const weights = best?.weights ?? values();
    if (!weights.every(allFinite)) {
      throw new UsageError(`training diverged with learning_rate ${learning_rate}; a smaller one may help`);
    }
    return { ...start, weights };
  } finally {
    optimiser.dispose();
    tf.dispose([...variables]);
  }
}

/** Predicts with a trained network: [rows], NaN where a row is not finite. Leaves no tensors behind. */
export async function predictEquivariant(
  tf: Tensorflow,
  network: EquivariantNetwork,
  x: Matrix,
  pause: () => Promise<void>,
): Promise<Float64Array> {
  const variables = toVariables(tf, network, network.weights);
  try {
    return await predictRows(tf, network, variables, x, pause);
  } finally {
    tf.dispose(variables);
  }
}

async function predictRows(
  tf: Tensorflow,
  network: Omit<EquivariantNetwork, "weights">,
  variables: readonly Variable[],
  x: Matrix,
  pause: () => Promise<void>,
): Promise<Float64Array> {
  const predicted = new Float64Array(x.rows);
  for (let first = 0; first < x.rows; first += BLOCK_ROWS) {
    await pause();
    const rows = Int32Array.from({ length: Math.min(BLOCK_ROWS, x.rows - first) }, (_, i) => first + i);
    const block = new Float32Array(rows.length * x.columns);
    writeScaled(x, rows, network.scales, block);
    const values = tf.tidy(() =>
      forward(tf, network, variables, tf.tensor2d(block, [rows.length, x.columns])).dataSync<"float32">(),
    );
    for (const [i, value] of values.entries()) {
      const row = block.subarray(i * x.columns, (i + 1) * x.columns);
      predicted[first + i] = allFinite(row) ? value : Number.NaN;
    }
  }
  return predicted;
}

function toVariables(tf: Tensorflow, shape: EquivariantShape, weights: readonly Float32Array[]): Variable[] {
  const shapes = denseShapes(shape).flatMap(([inputs, outputs]) => [[inputs, outputs], [outputs]]);
  return weights.map((values, i) => {
    const initial: Tensor = tf.tensor(values.slice(), shapes[i]!, "float32");
    const variable = tf.variable(initial);
    initial.dispose();
    return variable;
  });
}
