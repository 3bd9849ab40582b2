import type { Layout } from "@weightcast/zoo";
import type { Checkpoint, ReadTensorOptions } from "../checkpoint.js";
import { matchTensors } from "./match-tensors.js";
import { placedWeights } from "./placed-weights.js";

/** The weights of a checkpoint in the order of a layout. */
export interface AlignedCheckpoint {
  /** [parameters of the layout] f32; f64 is rounded, NaN and infinities stay. */
  readonly weights: Float32Array<ArrayBuffer>;
  /**
   * For each tensor of the layout, the checkpoint's tensor that it was taken from:
   * `sequential/dense/kernel:0` from `3.weight`.
   */
  readonly sources: ReadonlyMap<string, string>;
  /** The decisions that tensor names alone did not settle, one sentence each. */
  readonly notes: readonly string[];
}

/**
 * Puts a checkpoint's weights into the flat vector of a layout. Tensors match by name where all names are the layout's; else layer by layer
 * in order, by role and shape. Kernels of PyTorch (out, in, height, width) and (out, in) become those of a layout, (height, width, in, out)
 * and (in, out); the first dense kernel after convolutions is brought from (channels, pixels) to (pixels, channels).
 *
 * @throws InputError where layers or shapes do not fit, or tensors are no floats; it names the tensors
 * @throws CancelledError once `signal` is aborted
 */
export async function alignCheckpoint(
  checkpoint: Checkpoint,
  layout: Layout,
  options: ReadTensorOptions = {},
): Promise<AlignedCheckpoint> {
  const { pairs, order } = matchTensors(checkpoint, layout);
  const weights = new Float32Array(layout.parameters);
  let channels: number | undefined;
  let isTransposed = false;
  for (const { source, target } of pairs) {
    const wasTransposed = await placedWeights(checkpoint, source, target, channels, weights, options);
    isTransposed ||= wasTransposed;
    if (target.role === "kernel") channels = target.shape.length === 4 ? target.shape[3] : undefined;
  }
  const notes = [
    order === "names" ? "tensors matched by their names" : `layers matched in the ${order}`,
    ...(isTransposed ? ["kernels brought from PyTorch's order of sides to the layout's"] : []),
  ];
  return { weights, sources: new Map(pairs.map(({ source, target }) => [target.name, source.name])), notes };
}
