import type { Layout } from "@weightcast/zoo";
import { everyLayer, layerSegments } from "../parts/segments.js";
import { QUARTILES, statistics } from "../parts/statistics.js";
import type { FeatureFamily } from "./feature-family.js";
import { readLayers, readName, readPercentiles } from "./syntax.js";

/** The numbers of the layers (undefined for every layer) and the percentiles. */
interface LayerStatisticsRequest {
  readonly layers: readonly number[] | undefined;
  readonly percentiles: readonly number[];
}

/** Percentiles, standard deviation and mean of each tensor, under a plain name. */
export const layerStatisticsFamily: FeatureFamily<LayerStatisticsRequest> = {
  name: "layer-statistics",
  syntax: "layer-statistics[:LAYERS][-qts:PERCENTILES]",
  example: "layer-statistics:0,3-qts:10,50,90",
  help: "Percentiles, standard deviation and mean of each bias and kernel: of every layer and with the percentiles 0, 25, 50, 75 and 100 where the name gives no others.",
  parse: (text) =>
    readName(
      layerStatisticsFamily,
      text,
      /^layer-statistics(?::(.*?))?(?:-qts:(.*))?$/,
      ([layers, percentiles], fail) => ({
        layers: layers === undefined ? undefined : readLayers(layers, fail),
        percentiles: percentiles === undefined ? QUARTILES : readPercentiles(percentiles, fail),
      }),
    ),
  compile: ({ layers, percentiles }, { layout }) =>
    statistics(layerSegments(layout, layers ?? everyLayer(layout)), percentiles),
};

/**
 * The published name of the set that the paper predicts best from: minimum, quartiles, maximum, standard deviation and mean of every
 * tensor. For a layout of four layers it is `wstats-layers:0,1,2,3-qts:0,25,50,75,100`. The columns are those of `layer-statistics`.
 */
export function layerStatistics(layout: Layout): string {
  return `wstats-layers:${everyLayer(layout).join(",")}-qts:${QUARTILES.join(",")}`;
}
