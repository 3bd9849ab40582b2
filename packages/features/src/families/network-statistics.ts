import { vectorSegment } from "../parts/segments.js";
import { QUARTILES, statistics } from "../parts/statistics.js";
import type { FeatureFamily } from "./feature-family.js";
import { readName, readPercentiles } from "./syntax.js";

interface NetworkStatisticsRequest {
  readonly percentiles: readonly number[];
}

/** Percentiles, standard deviation and mean of all weights of a network together, under a plain name. */
export const networkStatistics: FeatureFamily<NetworkStatisticsRequest> = {
  name: "network-statistics",
  syntax: "network-statistics[-qts:PERCENTILES]",
  example: "network-statistics-qts:10,50,90",
  help: "Percentiles, standard deviation and mean of all weights together, with the percentiles 0, 25, 50, 75 and 100 where the name gives no others.",
  parse: (text) =>
    readName(networkStatistics, text, /^network-statistics(?:-qts:(.*))?$/, ([percentiles], fail) => ({
      percentiles: percentiles === undefined ? QUARTILES : readPercentiles(percentiles, fail),
    })),
  compile: ({ percentiles }, { layout }) => statistics([vectorSegment(layout)], percentiles),
};
