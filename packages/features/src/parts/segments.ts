import { UsageError } from "@weightcast/core";
import type { Layout, Tensor } from "@weightcast/zoo";

/** A named range of the flat vector of weights, from `start` to `end` (exclusive). */
export interface Segment {
  /** The prefix of the names of the segment's columns: `conv2d_1/kernel`. */
  readonly label: string;
  readonly shape: readonly number[];
  readonly start: number;
  readonly end: number;
}

/** Returns the numbers of all layers of a layout, counted from 0. */
export function everyLayer({ layers }: Layout): number[] {
  return Array.from(layers.keys());
}

/** Returns one segment for every tensor, in the order of the flat vector. */
export function tensorSegments(layout: Layout): Segment[] {
  return labelled(layout.tensors, layout);
}

/**
 * The tensors of some layers: layers in the order of `layers`, and within a layer the bias, the kernel, then others.
 *
 * @param layers numbers of layers, from 0
 * @throws UsageError where the layout has no layer of a number
 */
export function layerSegments(layout: Layout, layers: readonly number[]): Segment[] {
  const tensors = layers.flatMap((layer) => {
    const found = layout.layers[layer];
    if (found === undefined) {
      const count = layout.layers.length;
      const last = layout.layers.at(-1)?.name;
      throw new UsageError(
        `there is no layer ${layer}: the layout has ${count} ${count === 1 ? "layer" : "layers"}, numbered from 0; the last is ${count - 1} (${last})`,
      );
    }
    return found.tensors;
  });
  return labelled(tensors, layout);
}

/** Returns the whole flat vector as one segment. */
export function vectorSegment(layout: Layout): Segment {
  return { label: "all", shape: [layout.parameters], start: 0, end: layout.parameters };
}

/** Labels tensors `layer/role`, or with their full names where several tensors of the layout share a layer and a role. */
function labelled(tensors: readonly Tensor[], layout: Layout): Segment[] {
  const shortLabel = ({ layer, role }: Tensor) => `${layer}/${role}`;
  const uses = new Map<string, number>();
  for (const tensor of layout.tensors) {
    const label = shortLabel(tensor);
    uses.set(label, (uses.get(label) ?? 0) + 1);
  }
  return tensors.map((tensor) => {
    const { name, shape, start, end } = tensor;
    const label = shortLabel(tensor);
    return { label: uses.get(label) === 1 ? label : name, shape, start, end };
  });
}
