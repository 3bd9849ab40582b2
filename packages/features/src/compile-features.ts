import { UsageError } from "@weightcast/core";
import type { Layout } from "@weightcast/zoo";
import { hyperparameters } from "./families/hyperparameters.js";
import { norms } from "./families/norms.js";
import { rawWeights } from "./families/raw-weights.js";
import { layerSegments, tensorSegments, vectorSegment } from "./families/segments.js";
import { statistics } from "./families/statistics.js";
import type { FeaturePart } from "./feature-part.js";
import { FeatureSet } from "./feature-set.js";
import { type FeatureRequest, parseFeatureSet } from "./parse.js";

/**
 * The feature set of a name, for networks of a layout. Names are those of Unterthiner et al. 2020 (arXiv:2002.11448):
 * `weights`, `weights.K`, `wstats-glob`, `wstats-layers:0,3-qts:0,25,50,75,100`, `wnorm-layers:0,1-l1` or `-l2`,
 * `hyper`, `hyper.NAME`, and any of these joined by `+`, side by side.
 *
 * @throws UsageError where the name is unknown or malformed, names a layer that the layout lacks, or names a column twice
 */
export function compileFeatures(set: string, layout: Layout): FeatureSet {
  const requests = parseFeatureSet(set);
  const parts = requests.map(({ request }) => compilePart(request, layout));
  rejectOverlaps(
    requests.map(({ part }) => part),
    parts,
  );
  const needsHyperparameters = requests.some(({ request }) => request.kind === "hyperparameters");
  const elementType = requests.every(({ request }) => request.kind === "weights") ? "f32" : "f64";
  return new FeatureSet(set, needsHyperparameters, elementType, layout, parts);
}

function compilePart(request: FeatureRequest, layout: Layout): FeaturePart {
  switch (request.kind) {
    case "weights":
      return rawWeights(
        request.layer === undefined ? tensorSegments(layout) : layerSegments(layout, [request.layer]),
      );
    case "vector-statistics":
      return statistics([vectorSegment(layout)], request.percentiles);
    case "layer-statistics":
      return statistics(layerSegments(layout, request.layers), request.percentiles);
    case "layer-norms":
      return norms(layerSegments(layout, request.layers), request.order);
    case "hyperparameters":
      return hyperparameters(request.name);
    default:
      return request satisfies never;
  }
}

function rejectOverlaps(names: readonly string[], parts: readonly FeaturePart[]): void {
  const ownerOf = new Map<string, string>();
  for (const [index, { columns }] of parts.entries()) {
    const name = names[index]!;
    const repeated = columns.find((column) => ownerOf.has(column));
    if (repeated !== undefined) {
      throw new UsageError(
        `'${ownerOf.get(repeated)}' and '${name}' overlap: both have the column '${repeated}'; leave one out`,
      );
    }
    for (const column of columns) ownerOf.set(column, name);
  }
}
