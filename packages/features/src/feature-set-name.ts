import { UsageError, unknownName } from "@weightcast/core";
import type { FeatureFamily } from "./families/feature-family.js";
import { FEATURE_FAMILIES } from "./families/registry.js";

/** One part of a feature set's name, as read by its family. It is not yet checked against a layout. */
export interface NamedPart {
  /** The text of the part in the name: `weights.0`. */
  readonly text: string;
  readonly family: FeatureFamily;
  /** The request that the family's `parse` returned for the text. */
  readonly request: unknown;
}

/**
 * The parts of a feature set's name, which `+` joins.
 *
 * @throws UsageError where a part names no family, or its family cannot read it
 */
export function parseFeatureSet(set: string): NamedPart[] {
  return set.split("+").map((text) => {
    if (text === "") {
      throw new UsageError(
        `the feature set '${set}' has an empty part; expected names joined by '+', e.g. hyper+weights`,
      );
    }
    const family = familyOf(text);
    return { text, family, request: family.parse(text) };
  });
}

/** The family with the longest name that `text` starts with; what follows the name must be a parameter. */
function familyOf(text: string): FeatureFamily {
  for (let end = text.length; end > 0; end--) {
    const family = FEATURE_FAMILIES.get(text.slice(0, end));
    if (family !== undefined && (end === text.length || ".:-".includes(text.charAt(end)))) return family;
  }
  // Letters after a colon may belong to the family's name; anything else is a parameter.
  const word = /^[^.:]*(?::[a-z]+)?/.exec(text)?.[0] ?? text;
  throw unknownName("feature set", word, Array.from(FEATURE_FAMILIES.keys()));
}
