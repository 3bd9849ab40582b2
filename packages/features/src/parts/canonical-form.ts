import type { Activation } from "@weightcast/networks";
import type { HiddenUnits, Tensor } from "@weightcast/zoo";

/**
 * Brings a network to canonical form, in place. Networks that compute the same function because their hidden units differ only in order, in
 * positive scale (relu) or in sign (tanh) have one form, up to rounding. Units of other activation
 * functions are ordered only.
 *
 * Layer by layer, from the input: each relu unit is scaled so that its incoming weights and its bias have norm 1 together, and its outgoing
 * weights take the norm over, since relu(a z) = a relu(z) for a > 0; each tanh unit is given the sign with which its incoming weights and its
 * bias have a sum above 0, since tanh(-z) = -tanh(z); then units are ordered by that sum, from the greatest. Each step reads only what
 * earlier steps have settled, so that one pass is enough. A unit without incoming weights keeps its scale. After Pittorino et al. 2022, "Deep
 * networks on toroids" (arXiv:2202.03038), where units are normalised and matched in the same way.
 *
 * @param weights [parameters], changed
 */
export function canonicalise(weights: Float32Array, hidden: HiddenUnits, activation: Activation): void {
  for (const { units, bias, kernel, nextKernel } of hidden) {
    const sums = incomingSums(weights, units, [kernel, bias], (value) => value);
    const factors = unitFactors(weights, units, [kernel, bias], sums, activation);
    const signed = sums.map((sum, unit) => sum * (factors[unit] ?? 1));
    const order = Int32Array.from(signed.keys()).sort((a, b) => (signed[b] ?? 0) - (signed[a] ?? 0));
    for (const { start, end } of [bias, kernel]) {
      const before = weights.slice(start, end);
      for (let i = 0; i < before.length; i++) {
        const unit = i % units;
        const from = order[unit]!;
        weights[start + i] = before[i - unit + from]! * factors[from]!;
      }
    }
    const outputs = nextKernel.shape.at(-1)!;
    const before = weights.slice(nextKernel.start, nextKernel.end);
    for (let i = 0; i < before.length; i++) {
      const unit = Math.floor(i / outputs) % units;
      const from = order[unit]!;
      weights[nextKernel.start + i] = before[i + (from - unit) * outputs]! / factors[from]!;
    }
  }
}

/** [units] what the incoming weights of each unit are multiplied by; never 0. */
function unitFactors(
  weights: Float32Array,
  units: number,
  tensors: readonly Tensor[],
  sums: Float64Array,
  activation: Activation,
): Float64Array {
  switch (activation) {
    case "relu": {
      const squares = incomingSums(weights, units, tensors, (value) => value * value);
      return squares.map((square) => (square > 0 && Number.isFinite(square) ? 1 / Math.sqrt(square) : 1));
    }
    case "tanh":
      return sums.map((sum) => (sum < 0 ? -1 : 1));
    case "sigmoid":
    case "selu":
      return new Float64Array(units).fill(1);
    default:
      return activation satisfies never;
  }
}

/** [units] the sum of a function of the incoming weights of each unit, in f64. */
function incomingSums(
  weights: Float32Array,
  units: number,
  tensors: readonly Tensor[],
  of: (value: number) => number,
): Float64Array {
  const sums = new Float64Array(units);
  for (const { start, end } of tensors) {
    for (let i = start; i < end; i++) sums[(i - start) % units]! += of(weights[i]!);
  }
  return sums;
}
