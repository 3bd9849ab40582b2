import type { Scalar, Tensor, Tensor2D, Variable } from "@tensorflow/tfjs";
import { RandomStream } from "@weightcast/core";
import type { Tensorflow } from "../backend.js";
import { INITIALISERS } from "../initialisers.js";
import type { ChainLayer } from "./weight-chain.js";

/** The shape of an equivariant network. */
export interface EquivariantShape {
  readonly layers: readonly ChainLayer[];
  /** Numbers that each unit and each connection of a network is described by. */
  readonly units: number;
  readonly rounds: number;
  readonly output: "sigmoid" | "linear";
}

/** [inputs, outputs] of each dense map in the order in which a forward pass uses them. */
export function denseShapes({ layers, units, rounds }: EquivariantShape): [number, number][] {
  const round = layers.flatMap((_, l): [number, number][] => [
    [(l + 1 < layers.length ? 4 : 2) * units + 1, units],
    [units, units],
    [units, units],
    ...(l === 0 ? [] : [[units, units] as [number, number]]),
  ]);
  return [
    ...layers.map(({ places }): [number, number] => [places, units]),
    ...Array.from({ length: rounds }, () => round).flat(),
    [3 * units * layers.length, 2 * units],
    [2 * units, 1],
  ];
}

/** Kernels and biases of all dense maps in turn: Glorot's initialiser, zeros. */
export function initialWeights(shape: EquivariantShape, seed: number): Float32Array[] {
  const draw = new RandomStream(seed, "initial weights");
  return denseShapes(shape).flatMap(([inputs, outputs]) => [
    INITIALISERS.glorot_uniform(inputs, outputs, draw, 0),
    new Float32Array(outputs),
  ]);
}

/**
 * Predicts from the weights of networks by passing messages along their connections: each connection is described by its weights at all places,
 * each unit by the means and mean squares of what comes in and goes out and by its bias, and each connection anew by itself and the units at
 * its ends. The units of a layer share all maps, so that their order changes nothing: the sets of Zaheer et al. 2017 (arXiv:1703.06114) on
 * the graph of Zhou et al. 2023, "Permutation equivariant neural functionals" (arXiv:2302.14040).
 *
 * @param x [networks, columns], scaled
 * @param variables as `initialWeights` has them, on the backend
 * @returns [networks]
 */
export function forward(
  tf: Tensorflow,
  shape: EquivariantShape,
  variables: readonly Variable[],
  x: Tensor2D,
): Tensor {
  const { layers, units, rounds, output } = shape;
  const networks = x.shape[0];
  let next = 0;
  const dense = (input: Tensor): Tensor => {
    const [kernel, bias] = [variables[next++]!, variables[next++]!];
    const inputs = input.shape.at(-1)!;
    const flat = input.reshape<Tensor2D>([-1, inputs]);
    return flat
      .matMul(kernel as Tensor2D)
      .add(bias)
      .reshape([...input.shape.slice(0, -1), kernel.shape[1]!]);
  };
  let edges = layers.map(({ kernel, places, inputs, outputs }) => {
    const weights = x.slice([0, kernel], [networks, places * inputs * outputs]);
    return dense(weights.reshape([networks, places, inputs, outputs]).transpose([0, 2, 3, 1])).relu();
  });
  const biases = layers.map(({ bias, outputs }) =>
    x.slice([0, bias], [networks, outputs]).reshape([networks, outputs, 1]),
  );
  let nodes: Tensor[] = [];
  for (let round = 0; round < rounds; round++) {
    nodes = [];
    edges = edges.map((own, l) => {
      const after = edges[l + 1];
      const around = [own.mean(1), own.square().mean(1)];
      if (after !== undefined) around.push(after.mean(2), after.square().mean(2));
      const node = dense(tf.concat([...around, biases[l]!], 2)).relu();
      const { inputs, outputs } = layers[l]!;
      let edge = dense(own).add(dense(node).reshape([networks, 1, outputs, units]));
      const before = nodes[l - 1];
      if (before !== undefined) edge = edge.add(dense(before).reshape([networks, inputs, 1, units]));
      nodes.push(node);
      return edge.relu();
    });
  }
  const pooled = tf.concat(
    layers.flatMap((_, l) => [nodes[l]!.mean(1), nodes[l]!.square().mean(1), edges[l]!.mean([1, 2])]),
    1,
  );
  const sums = dense(dense(pooled).relu()).reshape([networks]);
  return output === "sigmoid" ? sums.sigmoid() : sums;
}

/** The mean squared error of the predictions. */
export function loss(predicted: Tensor, y: Tensor): Scalar {
  return predicted.sub(y).square().mean();
}
