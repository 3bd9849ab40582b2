import { norms } from "../parts/norms.js";
import { everyLayer, layerSegments } from "../parts/segments.js";
import type { FeatureFamily } from "./feature-family.js";
import { readLayers, readName } from "./syntax.js";

/** The numbers of the layers (undefined for every layer) and the order of the norm. */
interface LayerNormsRequest {
  readonly layers: readonly number[] | undefined;
  readonly order: 1 | 2;
}

/** The norm of each tensor, under a plain name. */
export const layerNorms: FeatureFamily<LayerNormsRequest> = {
  name: "layer-norms",
  syntax: "layer-norms[:LAYERS][-l1 or -l2]",
  example: "layer-norms:0,3-l1",
  help: "The norm of each bias and kernel: of every layer, and the L2 norm, where the name does not say otherwise.",
  parse: (text) =>
    readName(layerNorms, text, /^layer-norms(?::(.*?))?(?:-l([12]))?$/, ([layers, order], fail) => ({
      layers: layers === undefined ? undefined : readLayers(layers, fail),
      order: order === "1" ? 1 : 2,
    })),
  compile: ({ layers, order }, { layout }) =>
    norms(layerSegments(layout, layers ?? everyLayer(layout)), order),
};
