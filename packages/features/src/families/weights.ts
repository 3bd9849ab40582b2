import { rawWeights } from "../parts/raw-weights.js";
import { layerSegments, tensorSegments } from "../parts/segments.js";
import type { FeatureFamily } from "./feature-family.js";
import { readLayer, readName } from "./syntax.js";

/** The number of one layer; undefined for all layers. */
interface WeightsRequest {
  readonly layer: number | undefined;
}

/** The weights themselves, under the name of Unterthiner et al. 2020. */
export const weights: FeatureFamily<WeightsRequest> = {
  name: "weights",
  syntax: "weights or weights.LAYER",
  example: "weights.0",
  help: "Every weight as a column, or every weight of one layer, its bias first.",
  parse: (text) =>
    readName(weights, text, /^weights(?:\.(.*))?$/, ([layer], fail) => ({
      layer: layer === undefined ? undefined : readLayer(layer, fail),
    })),
  compile: ({ layer }, { layout }) =>
    rawWeights(layer === undefined ? tensorSegments(layout) : layerSegments(layout, [layer])),
};
