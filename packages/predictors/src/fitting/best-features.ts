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
  /** Whether the features are answers to images, so that what networks compute is known. */
  readonly asksNetworks: boolean;
}

/** How many runs a fit has. */
export interface RunCounts {
  readonly labelled: number;
  /** Runs whose weights may be learned from, but not their targets. */
  readonly unlabelled: number;
}

/** With at least so many labelled runs, those dream by themselves. */
const MANY_LABELLED_RUNS = 250;
/** So many networks, labelled or not, dream well together. */
const ENOUGH_DREAMING_RUNS = 40;

/**
 * The best feature set that a layout allows: answers to dreamt images where it is known what the networks compute, else the statistics of every
 * layer. The paper's protocol has the paper's features, which are those statistics. With few labelled runs among many others, all of them
 * dream together.
 *
 * @param runs how many runs there are; many labelled ones where left out
 */
export function bestFeatures(
  layout: Layout,
  protocol: Protocol = "honest",
  runs: RunCounts = { labelled: MANY_LABELLED_RUNS, unlabelled: 0 },
): FeatureChoice {
  const statistics = { features: layerStatistics(layout), asksNetworks: false };
  if (protocol === "paper") return { ...statistics, reason: "the paper predicts best from them" };
  try {
    // This feature set needs the same properties of a layout as dreamt images do, but no fit.
    checkFeatures("probes:noise", layout);
  } catch (error) {
    if (error instanceof UsageError) return { ...statistics, reason: error.message };
    throw error;
  }
  const { labelled, unlabelled } = runs;
  if (
    labelled < MANY_LABELLED_RUNS &&
    unlabelled > labelled &&
    labelled + unlabelled >= ENOUGH_DREAMING_RUNS
  ) {
    return {
      features: "probes:consensus",
      reason: `the forward pass of these networks is known, and ${unlabelled} runs without a label dream better than ${labelled} with one`,
      asksNetworks: true,
    };
  }
  return {
    features: "probes:dreamt",
    reason: "the forward pass of these networks is known",
    asksNetworks: true,
  };
}
