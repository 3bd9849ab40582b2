import type { RandomStream } from "@weightcast/core";
import type { Layout, Tensor } from "@weightcast/zoo";

/** The units between one layer and the next. */
interface HiddenLayer {
  readonly units: number;
  readonly bias: Tensor;
  /** [..., in, units] */
  readonly kernel: Tensor;
  /** [..., units, out] of the next layer. */
  readonly nextKernel: Tensor;
}

/** The hidden units of a stack of layers, whose weights can be changed without changing the network's function. */
export type HiddenUnits = readonly HiddenLayer[];

/**
 * The hidden units of a network, or undefined where its layout is not a plain stack: each layer a bias [out] and a kernel
 * [..., in, out] with as many inputs as the layer before has outputs. Convolutions, then a global pooling, then dense layers are one.
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
 * Puts the units of each hidden layer in a random order, and what comes in and goes out with them: the same network with
 * its units named otherwise.
 *
 * @param weights [parameters], changed in place
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
 * Multiplies what comes into each hidden unit by a factor of its own, log-uniform in [1/2, 2), and divides what goes out by
 * it. A network of relu units computes the same, for relu(a z) = a relu(z) where a > 0; one of others does not.
 *
 * @param weights [parameters], changed in place
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
