import type { Layout, Tensor } from "./layout.js";

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
    const units = kernel.shape.at(-1);
    if (units === undefined || kernel.shape.length < 2) return undefined;
    if (bias.shape.length !== 1 || bias.shape[0] !== units) return undefined;
    const nextKernel = stack[k + 1]?.[1];
    if (nextKernel === undefined) continue;
    if (nextKernel.shape.at(-2) !== units) return undefined;
    hidden.push({ units, bias, kernel, nextKernel });
  }
  return hidden;
}
