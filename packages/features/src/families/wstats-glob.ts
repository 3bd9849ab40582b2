import { vectorSegment } from "../parts/segments.js";
import { QUARTILES, statistics } from "../parts/statistics.js";
import type { FeatureFamily } from "./feature-family.js";
import { readName } from "./syntax.js";

/** Quartiles, standard deviation and mean of all weights of a network together, under the name of Unterthiner et al. 2020. */
export const wstatsGlob: FeatureFamily<Record<string, never>> = {
  name: "wstats-glob",
  syntax: "wstats-glob",
  example: "wstats-glob",
  help: "The published name of network-statistics.",
  parse: (text) => readName(wstatsGlob, text, /^wstats-glob$/, () => ({})),
  compile: (_, { layout }) => statistics([vectorSegment(layout)], QUARTILES),
};
