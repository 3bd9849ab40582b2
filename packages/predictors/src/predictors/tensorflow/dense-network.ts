import type { LayersModel, Tensor, Variable } from "@tensorflow/tfjs";
import { RandomStream } from "@weightcast/core";
import type { Tensorflow } from "./backend.js";
import { INITIALISERS } from "./initialisers.js";
import { type DenseParameters, requireWeightCount } from "./parameters.js";

/** A network of dense layers: relu layers, then one unit. */
export interface DenseNetwork {
  readonly inputs: number;
  /** The number of units of each relu layer. */
  readonly hidden: readonly number[];
  readonly output: "sigmoid" | "linear";
  /** f32: the kernel, [inputs, units] row-major, and the bias, [units], of each layer in turn. */
  readonly weights: readonly Float32Array[];
}

/** Returns the shapes of the weights of a network, in their order. */
export function weightShapes({ inputs, hidden }: Pick<DenseNetwork, "inputs" | "hidden">): number[][] {
  return [...hidden, 1].flatMap((units, layer) => [[hidden[layer - 1] ?? inputs, units], [units]]);
}

/**
 * A network before training: kernels as the parameters say, but the last one of a network with hidden layers Glorot's.
 *
 * @throws UsageError where the network has more than 2^26 weights
 */
export function initialNetwork(
  inputs: number,
  output: DenseNetwork["output"],
  parameters: DenseParameters,
  seed: number,
): DenseNetwork {
  requireWeightCount(inputs, parameters);
  const { n_layers, n_hiddens, w_init_name, init_stddev } = parameters;
  const draw = new RandomStream(seed, "initial weights");
  const hidden = new Array<number>(n_layers).fill(n_hiddens);
  const weights = [...hidden, 1].flatMap((units, layer) => {
    const isOutput = layer === n_layers;
    const initialiser = INITIALISERS[isOutput && n_layers > 0 ? "glorot_uniform" : w_init_name];
    return [initialiser(hidden[layer - 1] ?? inputs, units, draw, init_stddev), new Float32Array(units)];
  });
  return { inputs, hidden, output, weights };
}

/** The network as a model of TensorFlow.js' layers API; to be disposed of. */
export function layersModel(tf: Tensorflow, { inputs, hidden, output, weights }: DenseNetwork): LayersModel {
  const layer = (name: string, units: number, activation: "relu" | "sigmoid" | "linear", first: boolean) =>
    tf.layers.dense({
      name,
      units,
      activation,
      // The weights are set below, so TensorFlow.js' initialisers would draw unused numbers.
      kernelInitializer: "zeros",
      ...(first ? { inputShape: [inputs] } : {}),
    });
  const model = tf.sequential({
    name: "network",
    layers: [
      ...hidden.map((units, i) => layer(`hidden_${i + 1}`, units, "relu", i === 0)),
      layer("output", 1, output, hidden.length === 0),
    ],
  });
  const shapes = weightShapes({ inputs, hidden });
  tf.tidy(() => model.setWeights(weights.map((values, i) => tf.tensor(values, shapes[i]!, "float32"))));
  return model;
}

/** Returns the variables that hold the weights of a model, in their order. */
export function modelVariables(model: LayersModel): readonly Variable[] {
  return model.getWeights() as Variable[];
}

/** Returns copies of the values of tensors. */
export function tensorValues(tensors: readonly Tensor[]): Float32Array[] {
  return tensors.map((tensor) => tensor.dataSync<"float32">().slice());
}
