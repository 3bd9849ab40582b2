import { InputError } from "@weightcast/core";
import { createLayout, type Layout } from "@weightcast/zoo";
import type { Checkpoint, ReadTensorOptions } from "../checkpoint.js";
import { layoutEntries } from "./checkpoint-layout.js";
import { placedWeights } from "./placed-weights.js";
import { groupByLayer, partsByRole, weightTensors } from "./tensor-roles.js";

/** The weights of one layer of a checkpoint. */
export interface LayerWeights {
  /** The layout of this layer alone, as in `checkpointLayout`. */
  readonly layout: Layout;
  /** [parameters of the layout] f32. */
  readonly weights: Float32Array<ArrayBuffer>;
}

/**
 * Reads the weights of a checkpoint layer by layer, in the order of the names of the layers, so that networks of any size pass through the
 * memory of their largest layer.
 *
 * @throws InputError if the checkpoint holds no weights, or is truncated or damaged
 * @throws CancelledError once `signal` is aborted
 */
export async function* layerWeights(
  checkpoint: Checkpoint,
  options: ReadTensorOptions = {},
): AsyncGenerator<LayerWeights> {
  const layers = groupByLayer(weightTensors(checkpoint.tensors));
  if (layers.length === 0) throw new InputError("holds no tensors of floats", { file: checkpoint.path });
  layers.sort(([a], [b]) => a.localeCompare(b, "en", { numeric: true }));
  for (const layer of layers) {
    const layout = createLayout(layoutEntries([layer]), checkpoint.path);
    const weights = new Float32Array(layout.parameters);
    const tensors = partsByRole(layer[1]).map(([, tensor]) => tensor);
    for (const [i, target] of layout.tensors.entries()) {
      const source = tensors[i];
      if (source !== undefined) await placedWeights(checkpoint, source, target, undefined, weights, options);
    }
    yield { layout, weights };
  }
}
