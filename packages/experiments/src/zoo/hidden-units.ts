import type { RandomStream } from "@weightcast/core";
import type { Layout, Tensor } from "@weightcast/zoo";

/** The hidden units between a layer and the next. */
interface HiddenLayer {
  readonly units: number;
  readonly bias: Tensor;
  /** The kernel of the layer: [..., in, units]. */
  readonly kernel: Tensor;
  /** The kernel of the next layer: [..., units, out]. */
  readonly nextKernel: Tensor;
}

/** The hidden layers of a network, whose units can be reordered or rescaled without changing the network's function. */
export type HiddenUnits = readonly HiddenLayer[];

/**
 * Finds the hidden units of a network. The result is undefined if the layout is not a plain stack, in which each layer has a bias [out] and a kernel
 * [..., in, out] with as many inputs as the previous layer has outputs. Convolutions followed by a global pooling and dense layers are a plain stack.
 */
export function hiddenUnits(layout: Layout): HiddenUnits | undefined {
  const stack = layout.layers.map(({ tensors }) => tensors);
  const hidden: HiddenLayer[] = [];
  for (const [k, tensors] of stack.entries()) {
    const [bias, kernel] = tensors;
    if (tensors.length !== 2 || bias?.role !== "bias" || kernel?.role !== "kernel") return undefined;
    const units = kernel.shape.at(-1)!;
    if (kernel.shape.length < 2 || bias.shape.length !== 1 || bias.shape[0] !== units) return undefined;
    const nextKernel = stack[k + 1]?.[1];
    if (nextKernel === undefined) continue;
    if (nextKernel.shape.at(-2) !== units) return undefined;
    hidden.push({ units, bias, kernel, nextKernel });
  }
  return hidden;
}

/**
 * Puts the units of each hidden layer into a random order, together with their incoming and outgoing weights. The network's function stays the
 * same.
 *
 * @param weights the weights of a network, changed in place: [parameters]
 */
export function permuteHiddenUnits(weights: Float32Array, hidden: HiddenUnits, random: RandomStream): void {
  for (const { units, bias, kernel, nextKernel } of hidden) {
    const order = random.permutation(units);
    for (const { start, end } of [bias, kernel]) {
      const before = weights.slice(start, end);
      for (let i = 0; i < before.length; i++) {
        const unit = i % units;
        weights[start + i] = before[i - unit + order[unit]!]!;
      }
    }
    const outputs = nextKernel.shape.at(-1)!;
    const before = weights.slice(nextKernel.start, nextKernel.end);
    for (let i = 0; i < before.length; i++) {
      const unit = Math.floor(i / outputs) % units;
      weights[nextKernel.start + i] = before[i + (order[unit]! - unit) * outputs]!;
    }
  }
}

/**
 * Multiplies the incoming weights and the bias of each hidden unit by a random factor, log-uniform in [1/2, 2), and divides the outgoing weights by
 * the same factor. The function of a relu network stays the same, because relu(a z) = a relu(z) for a > 0; with other activations it changes.
 *
 * @param weights the weights of a network, changed in place: [parameters]
 */
export function rescaleHiddenUnits(weights: Float32Array, hidden: HiddenUnits, random: RandomStream): void {
  for (const { units, bias, kernel, nextKernel } of hidden) {
    const factors = Float64Array.from({ length: units }, () => 2 ** (2 * random.uniform() - 1));
    for (const { start, end } of [bias, kernel]) {
      for (let i = start; i < end; i++) weights[i]! *= factors[(i - start) % units]!;
    }
    const outputs = nextKernel.shape.at(-1)!;
    for (let i = nextKernel.start; i < nextKernel.end; i++) {
      weights[i]! /= factors[Math.floor((i - nextKernel.start) / outputs) % units]!;
    }
  }
}
