import { UsageError } from "@weightcast/core";
import { hiddenUnits } from "@weightcast/zoo";
import { canonicalPart } from "../parts/canonical-part.js";
import type { FeatureFamily } from "./feature-family.js";
import { layerNorms } from "./layer-norms.js";
import { layerStatisticsFamily } from "./layer-statistics.js";
import { networkStatistics } from "./network-statistics.js";
import { readName } from "./syntax.js";
import { weights } from "./weights.js";

/** The families that can be computed of a network in canonical form. */
const FAMILIES: readonly FeatureFamily[] = [
  layerStatisticsFamily,
  networkStatistics,
  layerNorms,
  weights,
].map((family) => family as FeatureFamily);

interface CanonicalRequest {
  readonly family: FeatureFamily;
  /** The request that the family's `parse` returned for the rest of the name. */
  readonly request: unknown;
}

/** Features of weights after each network is brought to canonical form. */
export const canonical: FeatureFamily<CanonicalRequest> = {
  name: "canonical",
  syntax: `canonical:SET, SET being one of ${FAMILIES.map(({ name }) => name).join(", ")} with its parameters`,
  example: "canonical:layer-statistics",
  help: "The columns of SET after each network is brought to canonical form, in which networks that differ only in the order of hidden units, in the positive scale of relu units or in the sign of tanh units are one. The metrics must hold each network's activation function.",
  parse: (text) =>
    readName(canonical, text, /^canonical:(.+)$/, ([set = ""], fail) => {
      const family = FAMILIES.find(({ name }) => set.startsWith(name));
      if (family === undefined) throw fail(`has '${set}' where the name of a set should stand`);
      return { family, request: family.parse(set) };
    }),
  compile({ family, request }, { layout }) {
    const hidden = hiddenUnits(layout);
    if (hidden === undefined) {
      throw new UsageError(
        `the features 'canonical:${family.name}' need networks whose layers each have a bias and a kernel and follow one another; the layers of this layout do not`,
      );
    }
    return canonicalPart(family.compile(request, { layout }), layout, hidden);
  },
};
