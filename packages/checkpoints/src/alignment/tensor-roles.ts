import type { CheckpointTensor } from "../tensor.js";

/** Counters that PyTorch keeps beside the weights of batch normalisation. */
const COUNTER = /(?:^|\.)num_batches_tracked$/;

/** The tensors that hold weights: floats that are not empty. Counters, indices and shapes are left out. */
export function weightTensors(tensors: readonly CheckpointTensor[]): CheckpointTensor[] {
  return tensors.filter(
    ({ name, dtype, shape }) => !COUNTER.test(name) && /^b?f\d/.test(dtype) && !shape.includes(0),
  );
}

/** A tensor's name in parts: the layer, and the part of the layer that the tensor is. */
export interface TensorName {
  /** The path of the layer: `features.0`; empty for a name of one part. */
  readonly layer: string;
  /** The part of the layer: `weight`, `kernel`, `bias`, …. */
  readonly part: string;
}

/** Divides a name at its last `.` or `/`; a `:0` at its end is dropped. */
export function splitName(name: string): TensorName {
  const [, layer = "", part = ""] = /^(?:(.*)[./])?([^./]*)$/s.exec(name.replace(/:\d+$/, "")) ?? [];
  return { layer, part };
}

/** The tensors of each layer by their parts, in the order of the first tensor of each layer. */
export function groupByLayer(
  tensors: readonly CheckpointTensor[],
): [layer: string, parts: Map<string, CheckpointTensor>][] {
  const layers = new Map<string, Map<string, CheckpointTensor>>();
  for (const tensor of tensors) {
    const { layer, part } = splitName(tensor.name);
    const parts = layers.get(layer) ?? new Map<string, CheckpointTensor>();
    layers.set(layer, parts.set(part, tensor));
  }
  return Array.from(layers);
}

/** The parts of a layer in the order of their roles, as in the layouts of zoos: bias before kernel, beta before gamma. */
export function partsByRole(
  parts: ReadonlyMap<string, CheckpointTensor>,
): [part: string, tensor: CheckpointTensor][] {
  return Array.from(parts).sort(([a], [b]) => (roleOf(a, parts) < roleOf(b, parts) ? -1 : 1));
}

/**
 * The role of a layer's part in the words of a zoo's layout: PyTorch's `weight` is a `kernel`, or the `gamma` of a normalisation if it is a
 * vector. Other names stay.
 *
 * @param parts all parts of the layer
 */
export function roleOf(part: string, parts: ReadonlyMap<string, CheckpointTensor>): string {
  const isNormalisation = (parts.get("weight")?.shape.length ?? 2) < 2;
  switch (part) {
    case "weight":
      return isNormalisation ? "gamma" : "kernel";
    case "bias":
      return isNormalisation ? "beta" : "bias";
    case "running_mean":
      return "moving_mean";
    case "running_var":
      return "moving_variance";
    default:
      return part;
  }
}
