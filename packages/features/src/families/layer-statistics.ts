import type { Layout } from "@weightcast/zoo";

/** The name of the set that the paper predicts best from: minimum, quartiles, maximum, deviation and mean of every tensor. */
export function layerStatistics(layout: Layout): string {
  return `wstats-layers:${Array.from(layout.layers.keys()).join(",")}-qts:0,25,50,75,100`;
}
