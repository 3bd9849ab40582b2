import type { RandomStream } from "@weightcast/core";
import type { HiddenUnits } from "@weightcast/zoo";

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
 * Multiplies the incoming weights and the bias of each hidden unit by a random factor, log-uniform in [1, 10^4), and divides the outgoing weights
 * by the same factor. The function of a relu network stays the same, because relu(a z) = a relu(z) for a > 0; with other activations it changes.
 * The range is the one that rescaling-invariant predictors are tested with (Monomial-NFN, Tran et al. 2024, arXiv:2409.11697).
 *
 * @param weights the weights of a network, changed in place: [parameters]
 */
export function rescaleHiddenUnits(weights: Float32Array, hidden: HiddenUnits, random: RandomStream): void {
  for (const { units, bias, kernel, nextKernel } of hidden) {
    const factors = Float64Array.from({ length: units }, () => 10 ** (4 * random.uniform()));
    for (const { start, end } of [bias, kernel]) {
      for (let i = start; i < end; i++) weights[i]! *= factors[(i - start) % units]!;
    }
    const outputs = nextKernel.shape.at(-1)!;
    for (let i = nextKernel.start; i < nextKernel.end; i++) {
      weights[i]! /= factors[Math.floor((i - nextKernel.start) / outputs) % units]!;
    }
  }
}
