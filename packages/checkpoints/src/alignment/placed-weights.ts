import { InputError } from "@weightcast/core";
import type { Tensor } from "@weightcast/zoo";
import type { Checkpoint, ReadTensorOptions } from "../checkpoint.js";
import type { TensorData } from "../dtype.js";
import { type CheckpointTensor, elementCount, gatherStrided } from "../tensor.js";
import { placementOf } from "./placement.js";

/**
 * Reads a tensor and writes its elements to the place of a layout's tensor.
 *
 * @param channels channels that come out of the convolution before; undefined where the layer before is none
 * @param weights the flat vector of the layout
 * @returns whether the elements were brought from PyTorch's order of sides to the layout's
 * @throws InputError if the shapes do not fit
 */
export async function placedWeights(
  checkpoint: Checkpoint,
  source: CheckpointTensor,
  target: Tensor,
  channels: number | undefined,
  weights: Float32Array,
  options: ReadTensorOptions,
): Promise<boolean> {
  const placement =
    source.shape.length === 0 && target.shape.join() === "1"
      ? placementOf({ name: source.name, shape: [1] }, target, channels)
      : placementOf(source, target, channels);
  if (placement === undefined) throw misfit(checkpoint, source, target);
  const data = asNumbers(await checkpoint.read(source.name, options));
  const placed =
    placement.strides === undefined ? data : gatherStrided(data, placement.shape, placement.strides);
  weights.set(placed as Float32Array, target.start);
  return placement.isChannelsFirst;
}

function misfit(checkpoint: Checkpoint, source: CheckpointTensor, target: Tensor): InputError {
  const shapes = `has shape (${source.shape.join(", ")}), which does not fit ${target.name} of shape (${target.shape.join(", ")})`;
  return new InputError(`tensor ${source.name} ${shapes}: ${elementCount(source.shape)} elements`, {
    file: checkpoint.path,
  });
}

function asNumbers(data: TensorData): Float32Array {
  if (data instanceof Float32Array) return data;
  if (data instanceof BigInt64Array || data instanceof BigUint64Array) return Float32Array.from(data, Number);
  return new Float32Array(data);
}
