import type { Zoo } from "@weightcast/zoo";
import { compileFeatures } from "../compile-features.js";
import type { FeatureOptions } from "../feature-batches.js";
import { featureTable } from "../feature-table.js";
import { rankComponents } from "./rank-components.js";

/** Networks of a zoo on a plane, where networks with similar statistics of their weights lie close together. */
export interface ZooMap {
  /** [rows] in the order that the rows were asked for; NaN where a weight is not finite. */
  readonly x: Float64Array;
  /** [rows], as `x`. */
  readonly y: Float64Array;
  /** The shares of the variance of the ranked statistics that both directions have. */
  readonly shares: readonly [x: number, y: number];
}

/** The statistics that the map is drawn from: percentiles, standard deviation and mean of every tensor. */
const STATISTICS = "layer-statistics";

/**
 * Places networks of a zoo on the plane of the first two principal components of their layer statistics, taken as ranks over these networks.
 * Throws what `featureTable` throws.
 *
 * @param rows the rows to place; the map depends on all of them
 */
export async function zooMap(zoo: Zoo, rows: Int32Array, options: FeatureOptions = {}): Promise<ZooMap> {
  const { matrix, finite } = await featureTable(compileFeatures(STATISTICS, zoo.layout), zoo, rows, options);
  const { places, shares } = rankComponents(matrix, finite, 2);
  const [first = 0, second = 0] = shares;
  return {
    x: Float64Array.from(rows, (_, i) => places[2 * i]!),
    y: Float64Array.from(rows, (_, i) => places[2 * i + 1]!),
    shares: [first, second],
  };
}
