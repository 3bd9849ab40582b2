import { norms } from "../parts/norms.js";
import { layerSegments } from "../parts/segments.js";
import type { FeatureFamily } from "./feature-family.js";
import { readLayers, readName } from "./syntax.js";

interface WnormLayersRequest {
  readonly layers: readonly number[];
  readonly order: 1 | 2;
}

/** The norm of each tensor, under the name of Unterthiner et al. 2020. */
export const wnormLayers: FeatureFamily<WnormLayersRequest> = {
  name: "wnorm-layers",
  syntax: "wnorm-layers:LAYERS-l1 or -l2",
  example: "wnorm-layers:0,3-l2",
  help: "The published name of layer-norms, with its layers and the order of the norm written out.",
  parse: (text) =>
    readName(wnormLayers, text, /^wnorm-layers:(.*)-l([12])$/, ([layers = "", order], fail) => ({
      layers: readLayers(layers, fail),
      order: order === "1" ? 1 : 2,
    })),
  compile: ({ layers, order }, { layout }) => norms(layerSegments(layout, layers), order),
};
