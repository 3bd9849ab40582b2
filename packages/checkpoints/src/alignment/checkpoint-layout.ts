import { InputError } from "@weightcast/core";
import { createLayout, type Layout, type TensorEntry } from "@weightcast/zoo";
import type { Checkpoint } from "../checkpoint.js";
import { type CheckpointTensor, elementCount } from "../tensor.js";
import { isChannelsFirstName, kernelShape } from "./placement.js";
import { groupByLayer, partsByRole, roleOf, weightTensors } from "./tensor-roles.js";

/**
 * Makes the layout of a zoo from the weights of a checkpoint, so that checkpoints of the same architecture can be aligned to it. Tensors
 * are named `LAYER/ROLE:0` with the layer's path in the file, and those of a layer are in the order of their roles (bias, kernel); kernels of PyTorch get the order of sides of a layout: (height, width, in,
 * out) and (in, out). Tensors of whole numbers, such as counters, are not part of it.
 *
 * @throws InputError if the checkpoint holds no weights, or more than a layout may have
 */
export function checkpointLayout(checkpoint: Checkpoint): Layout {
  const layers = groupByLayer(weightTensors(checkpoint.tensors));
  if (layers.length === 0) throw new InputError("holds no tensors of floats", { file: checkpoint.path });
  return createLayout(layoutEntries(layers), checkpoint.path);
}

/** The tensors of layers one behind the other, as the entries of a layout. */
export function layoutEntries(layers: ReturnType<typeof groupByLayer>): TensorEntry[] {
  let start = 0;
  return layers.flatMap(([layer, parts]) =>
    partsByRole(parts).map(([part, tensor]) => {
      const shape = layoutShape(tensor);
      const end = start + elementCount(shape);
      const role = roleOf(part, parts);
      const entry = { name: layer === "" ? `${role}:0` : `${layer}/${role}:0`, shape, start, end };
      start = end;
      return entry;
    }),
  );
}

/** The shape of a tensor in a layout, which has no scalars. */
function layoutShape({ name, shape }: CheckpointTensor): readonly number[] {
  if (shape.length === 0) return [1];
  return isChannelsFirstName(name) ? kernelShape(shape) : shape;
}
