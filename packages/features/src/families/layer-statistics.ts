import type { Layout } from "@weightcast/zoo";
import { relativeLayers } from "../parts/relative-layers.js";
import { everyLayer, layerSegments } from "../parts/segments.js";
import { QUARTILES, statistics, statisticsNames } from "../parts/statistics.js";
import type { FeatureFamily } from "./feature-family.js";
import { LAYER_CHOICES, type LayerChoice, readLayerChoice } from "./layer-choice.js";
import { readName, readPercentiles } from "./syntax.js";

/** The layers and the percentiles that a name asks for. */
interface LayerStatisticsRequest {
  readonly choice: LayerChoice;
  readonly percentiles: readonly number[];
}

/** Percentiles, standard deviation and mean of each tensor, under a plain name. */
export const layerStatisticsFamily: FeatureFamily<LayerStatisticsRequest> = {
  name: "layer-statistics",
  syntax: `layer-statistics[:LAYERS][-qts:PERCENTILES], ${LAYER_CHOICES}`,
  example: "layer-statistics:0,3-qts:10,50,90",
  help: "Percentiles, standard deviation and mean of each bias and kernel: of every layer and with the percentiles 0, 25, 50, 75 and 100 where the name gives no others. For networks of any number of layers: of the first or last K layers with a kernel, or mean, minimum and maximum over all of these.",
  parse: (text) =>
    readName(
      layerStatisticsFamily,
      text,
      /^layer-statistics(?::(.*?))?(?:-qts:(.*))?$/,
      ([choice, percentiles], fail) => ({
        choice: readLayerChoice(choice, fail),
        percentiles: percentiles === undefined ? QUARTILES : readPercentiles(percentiles, fail),
      }),
    ),
  compile({ choice, percentiles }, { layout }) {
    if (choice.kind === "numbers") {
      return statistics(layerSegments(layout, choice.layers ?? everyLayer(layout)), percentiles);
    }
    return relativeLayers(layout, choice, {
      roles: ["kernel", "bias"],
      suffixes: statisticsNames(percentiles),
      part: (segments) => statistics(segments, percentiles),
    });
  },
};

/**
 * The published name of the set that the paper predicts best from: minimum, quartiles, maximum, standard deviation and mean of every
 * tensor. For a layout of four layers it is `wstats-layers:0,1,2,3-qts:0,25,50,75,100`. The columns are those of `layer-statistics`.
 */
export function layerStatistics(layout: Layout): string {
  return `wstats-layers:${everyLayer(layout).join(",")}-qts:${QUARTILES.join(",")}`;
}
