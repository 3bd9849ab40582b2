import { UsageError } from "@weightcast/core";
import { canonical } from "./canonical.js";
import { distanceFromFirst } from "./distance-from-first.js";
import type { FeatureFamily } from "./feature-family.js";
import { hyper } from "./hyper.js";
import { hyperparameters } from "./hyperparameters.js";
import { layerNorms } from "./layer-norms.js";
import { layerStatisticsFamily } from "./layer-statistics.js";
import { networkStatistics } from "./network-statistics.js";
import { probesConsensus } from "./probes-consensus.js";
import { probesDreamt } from "./probes-dreamt.js";
import { probesNoise } from "./probes-noise.js";
import { spectral } from "./spectral.js";
import { weights } from "./weights.js";
import { wnormLayers } from "./wnorm-layers.js";
import { wstatsGlob } from "./wstats-glob.js";
import { wstatsLayers } from "./wstats-layers.js";

const NAME = /^[a-z][a-z0-9_]*(?:[:-][a-z0-9_]+)*$/;

/**
 * The registered families in the order of the help: plain names first, then the names of Unterthiner et al.
 * 2020.
 */
const families = new Map<string, FeatureFamily>(
  [
    layerStatisticsFamily,
    networkStatistics,
    layerNorms,
    spectral,
    distanceFromFirst,
    weights,
    canonical,
    hyperparameters,
    probesDreamt,
    probesConsensus,
    probesNoise,
    wstatsLayers,
    wstatsGlob,
    wnormLayers,
    hyper,
  ].map((family): [string, FeatureFamily] => [family.name, family]),
);

/** The families that feature sets can name, by name. `registerFeatureFamily` adds to them. */
export const FEATURE_FAMILIES: ReadonlyMap<string, FeatureFamily> = families;

/**
 * Adds a family to those that feature sets can name, in this thread.
 *
 * @throws UsageError where the name is taken, or is not made of lower-case words and digits joined by `-` or `:`
 */
export function registerFeatureFamily<Request>(family: FeatureFamily<Request>): void {
  const { name } = family;
  if (!NAME.test(name)) {
    throw new UsageError(
      `'${name}' cannot name a feature family; expected lower-case words and digits joined by '-' or ':', for example layer-norms`,
    );
  }
  if (families.has(name)) throw new UsageError(`a feature family '${name}' is registered already`);
  families.set(name, family as FeatureFamily);
}
