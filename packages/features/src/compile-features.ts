import { UsageError } from "@weightcast/core";
import type { Layout } from "@weightcast/zoo";
import type { FeatureState } from "./families/feature-family.js";
import type { FeaturePart } from "./feature-part.js";
import { FeatureSet } from "./feature-set.js";
import { type NamedPart, parseFeatureSet } from "./feature-set-name.js";
import { partFiles } from "./feature-state.js";

/**
 * The feature set of a name, for networks of a layout. A name is one of the families' (see `FEATURE_FAMILIES`), or several joined by
 * `+`, whose columns then stand side by side: `hyper+layer-statistics`.
 *
 * @param state the files of fitted families by their paths in the model folder, as `fitFeatures` returns them; other files are ignored
 * @throws UsageError where the name is unknown or malformed, names a layer that the layout lacks or one column twice, or where the files
 * of a fitted family are missing
 * @throws InputError where the files of a fitted family are damaged
 */
export function compileFeatures(name: string, layout: Layout, state: FeatureState = new Map()): FeatureSet {
  return new FeatureSet(name, layout, compileParts(parseFeatureSet(name), layout, state));
}

/**
 * Checks the name of a feature set as far as that is possible before its fitted families are fitted.
 *
 * @throws UsageError where the name is unknown or malformed, names a layer that the layout lacks or one column twice
 */
export function checkFeatures(name: string, layout: Layout): void {
  const parts = parseFeatureSet(name);
  compileParts(
    parts.filter(({ family }) => family.fit === undefined),
    layout,
    new Map(),
  );
}

function compileParts(parts: readonly NamedPart[], layout: Layout, state: FeatureState): FeaturePart[] {
  const compiled = parts.map((part) => ({ text: part.text, part: compilePart(part, layout, state) }));
  rejectOverlaps(compiled);
  return compiled.map(({ part }) => part);
}

function compilePart(part: NamedPart, layout: Layout, state: FeatureState): FeaturePart {
  const { family, request } = part;
  return family.compile(
    request,
    family.fit === undefined ? { layout } : { layout, state: partFiles(part, state) },
  );
}

function rejectOverlaps(parts: readonly { readonly text: string; readonly part: FeaturePart }[]): void {
  const ownerOf = new Map<string, string>();
  for (const { text, part } of parts) {
    for (const column of part.columns) {
      const owner = ownerOf.get(column);
      if (owner !== undefined) {
        throw new UsageError(
          `'${owner}' and '${text}' overlap: both have the column '${column}'; leave one out`,
        );
      }
    }
    for (const column of part.columns) ownerOf.set(column, text);
  }
}
