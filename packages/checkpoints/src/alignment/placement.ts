import type { Tensor } from "@weightcast/zoo";
import { type CheckpointTensor, rowMajorStrides } from "../tensor.js";

/** The way in which a tensor's elements are placed into a layout's tensor. */
interface Placement {
  /** Whether the source tensor has PyTorch's order of dimensions. */
  readonly isChannelsFirst: boolean;
  /**
   * The shape in which the source's elements are visited at `strides`, which gives the target's elements in
   * row-major order.
   */
  readonly shape: readonly number[];
  /** The reordering to apply; undefined if the elements are already in the target's order. */
  readonly strides: readonly number[] | undefined;
}

/**
 * Determines how the elements of `source` are placed into `target`; undefined if the shapes do not fit. A
 * kernel that is named `weight`, as PyTorch names them, has PyTorch's order of sides; one of another name has
 * it only where its shape fits in no other way.
 *
 * @param channels channels that come out of the convolution before; undefined where the layer before is none
 */
export function placementOf(
  source: Pick<CheckpointTensor, "name" | "shape">,
  target: Pick<Tensor, "shape">,
  channels: number | undefined,
): Placement | undefined {
  const isSame = sameShape(source.shape, target.shape);
  const asItIs: Placement = { isChannelsFirst: false, shape: target.shape, strides: undefined };
  if (target.shape.length < 2) return isSame ? asItIs : undefined;
  const transposed = channelsFirst(source.shape, target.shape, channels);
  if (transposed !== undefined && (isChannelsFirstName(source.name) || !isSame)) return transposed;
  return isSame && !isChannelsFirstName(source.name) ? asItIs : undefined;
}

/** Whether a tensor is named `weight`, as PyTorch names kernels, whose outputs come first. */
export function isChannelsFirstName(name: string): boolean {
  return /(?:^|[./])weight$/.test(name);
}

/** The shape that a kernel of PyTorch has in a layout: (out, in, …) becomes (…, in, out). A vector stays. */
export function kernelShape(shape: readonly number[]): readonly number[] {
  const [out = 0, into = 0, ...rest] = shape;
  return shape.length < 2 ? shape : [...rest, into, out];
}

function channelsFirst(
  shape: readonly number[],
  target: readonly number[],
  channels: number | undefined,
): Placement | undefined {
  if (!sameShape(kernelShape(shape), target)) return undefined;
  const [outStride = 0, inStride = 0, ...rest] = rowMajorStrides(shape);
  const into = shape[1] ?? 0;
  if (target.length > 2 || channels === undefined || into % channels !== 0) {
    return { isChannelsFirst: true, shape: target, strides: [...rest, inStride, outStride] };
  }
  // PyTorch flattens the outputs of a convolution channel by channel, a layout flattens them pixel by pixel.
  const pixels = into / channels;
  return { isChannelsFirst: true, shape: [pixels, channels, shape[0] ?? 0], strides: [1, pixels, into] };
}

function sameShape(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((side, i) => side === b[i]);
}
