import { DISTANCE_COLUMNS, distances } from "../parts/distances.js";
import { relativeLayers } from "../parts/relative-layers.js";
import { layerSegments, tensorSegments } from "../parts/segments.js";
import type { FeatureFamily } from "./feature-family.js";
import { LAYER_CHOICES, type LayerChoice, readLayerChoice } from "./layer-choice.js";
import { readName } from "./syntax.js";

/** How far each tensor, and the whole network, has moved since the first checkpoint of its run. */
export const distanceFromFirst: FeatureFamily<LayerChoice> = {
  name: "distance-from-first",
  syntax: `distance-from-first[:LAYERS], ${LAYER_CHOICES}`,
  example: "distance-from-first:over-layers",
  help: "How far each bias and kernel is from the same tensor of the first checkpoint of its run: the L2 norm of the difference, and that norm divided by the sum of the norms of the two tensors; of every layer, with the distance of the whole network beside them, or of LAYERS alone. The zoo must hold several checkpoints of a run.",
  parse: (text) =>
    readName(distanceFromFirst, text, /^distance-from-first(?::(.*))?$/, ([choice], fail) =>
      readLayerChoice(choice, fail),
    ),
  compile(choice, { layout }) {
    if (choice.kind !== "numbers") {
      return relativeLayers(layout, choice, {
        roles: ["kernel", "bias"],
        suffixes: DISTANCE_COLUMNS,
        part: (segments) => distances(segments, { together: false }),
      });
    }
    return choice.layers === undefined
      ? distances(tensorSegments(layout), { together: true })
      : distances(layerSegments(layout, choice.layers), { together: false });
  },
};
