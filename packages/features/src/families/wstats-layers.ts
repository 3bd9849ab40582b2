import { layerSegments } from "../parts/segments.js";
import { statistics } from "../parts/statistics.js";
import type { FeatureFamily } from "./feature-family.js";
import { readLayers, readName, readPercentiles } from "./syntax.js";

interface WstatsLayersRequest {
  readonly layers: readonly number[];
  readonly percentiles: readonly number[];
}

/** Percentiles, standard deviation and mean of each tensor, under the name of Unterthiner et al. 2020. */
export const wstatsLayers: FeatureFamily<WstatsLayersRequest> = {
  name: "wstats-layers",
  syntax: "wstats-layers:LAYERS-qts:PERCENTILES",
  example: "wstats-layers:0,3-qts:0,25,50,75,100",
  help: "The published name of layer-statistics, with its layers and percentiles written out.",
  parse: (text) =>
    readName(
      wstatsLayers,
      text,
      /^wstats-layers:(.*)-qts:(.*)$/,
      ([layers = "", percentiles = ""], fail) => ({
        layers: readLayers(layers, fail),
        percentiles: readPercentiles(percentiles, fail),
      }),
    ),
  compile: ({ layers, percentiles }, { layout }) => statistics(layerSegments(layout, layers), percentiles),
};
