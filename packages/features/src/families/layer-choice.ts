import type { Layout, Tensor } from "@weightcast/zoo";
import { type Fail, readCount, readLayers } from "./syntax.js";

/**
 * The layers that a name asks for: by their numbers, all if there are none; or, for networks of any number of layers, the first or the last
 * ones with a kernel, or summaries over all of these.
 */
export type LayerChoice =
  | { readonly kind: "numbers"; readonly layers: readonly number[] | undefined }
  | { readonly kind: "first" | "last"; readonly count: number }
  | { readonly kind: "over-layers" };

/** The choices that do not depend on the network. */
export type RelativeChoice = Exclude<LayerChoice, { readonly kind: "numbers" }>;

/** The forms of LAYERS in the syntax of a family. */
export const LAYER_CHOICES = "where LAYERS may also be first-K, last-K or over-layers";

const MOST_LAYERS = 1000;

/** Reads `0,3`, `first-2`, `last-2` or `over-layers`; every layer if there is no text. */
export function readLayerChoice(text: string | undefined, fail: Fail): LayerChoice {
  if (text === undefined) return { kind: "numbers", layers: undefined };
  if (text === "over-layers") return { kind: "over-layers" };
  const [, side, count] = /^(first|last)-(\d+)$/.exec(text) ?? [];
  if (side === "first" || side === "last") {
    return { kind: side, count: readCount(count ?? "", "layers", MOST_LAYERS, fail) };
  }
  return { kind: "numbers", layers: readLayers(text, fail) };
}

/** A layer that has a kernel. */
export interface KernelLayer {
  readonly kernel: Tensor;
  /** Undefined if the layer has no bias. */
  readonly bias: Tensor | undefined;
}

/** The layers with a kernel (a tensor of two or more dimensions), in order; the first such tensor of each. */
export function kernelLayers({ layers }: Layout): KernelLayer[] {
  return layers.flatMap(({ tensors }) => {
    const kernel =
      tensors.find(({ role }) => role === "kernel") ?? tensors.find(({ shape }) => shape.length > 1);
    if (kernel === undefined || kernel.shape.length < 2) return [];
    return [{ kernel, bias: tensors.find(({ role }) => role === "bias") }];
  });
}
