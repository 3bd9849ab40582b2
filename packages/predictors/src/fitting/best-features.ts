import { UsageError } from "@weightcast/core";
import { checkFeatures, layerStatistics } from "@weightcast/features";
import type { Layout } from "@weightcast/zoo";
import type { Protocol } from "../model/manifest.js";

/** The feature set of a fit for which none is requested. */
export interface FeatureChoice {
  /** The name of the feature set. */
  readonly features: string;
  /** Why it was chosen, as the rest of a sentence after `as`: `its forward pass is known`. */
  readonly reason: string;
}

/**
 * The best feature set that a layout allows: answers to dreamt images where it is known what the networks compute, else the statistics of every
 * layer. The paper's protocol has the paper's features, which are those statistics.
 */
export function bestFeatures(layout: Layout, protocol: Protocol = "honest"): FeatureChoice {
  const statistics = layerStatistics(layout);
  if (protocol === "paper") return { features: statistics, reason: "the paper predicts best from them" };
  try {
    // This feature set needs the same properties of a layout as dreamt images do, but no fit.
    checkFeatures("probes:noise", layout);
  } catch (error) {
    if (error instanceof UsageError) return { features: statistics, reason: error.message };
    throw error;
  }
  return { features: "probes:dreamt", reason: "the forward pass of these networks is known" };
}
