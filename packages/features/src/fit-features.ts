import { throwIfCancelled, UsageError } from "@weightcast/core";
import { compileFeatures } from "./compile-features.js";
import type { FeatureState, FeatureTraining } from "./families/feature-family.js";
import type { FeatureSet } from "./feature-set.js";
import { type NamedPart, parseFeatureSet } from "./feature-set-name.js";
import { folderFiles, stateFolder } from "./feature-state.js";

/** A feature set whose fitted families have learned from training rows. */
export interface FittedFeatures {
  readonly set: FeatureSet;
  /**
   * The files that a model folder keeps, by path: `features/<part of the set's name>/<file>`. Empty where no family of the set is
   * fitted. `compileFeatures` makes the same set of them again.
   */
  readonly state: FeatureState;
}

/**
 * Fits the families of a feature set that learn from training rows, and compiles the set for the zoo's layout. Families that need no
 * fit cost nothing here.
 *
 * @throws UsageError as `compileFeatures` does, or where rows and targets differ in number
 * @throws CancelledError once `training.signal` is aborted
 * @throws what a family's `fit` throws
 */
export async function fitFeatures(name: string, training: FeatureTraining): Promise<FittedFeatures> {
  const { rows, targets, signal, zoo } = training;
  if (rows.length !== targets.length) {
    throw new UsageError(`there are ${targets.length} targets for ${rows.length} training rows`);
  }
  const state = new Map<string, Uint8Array>();
  const owners = new Map<string, string>();
  for (const part of parseFeatureSet(name)) {
    throwIfCancelled(signal, "the fit of the features");
    if (part.family.fit === undefined) continue;
    claimFolder(part, owners);
    for (const [path, bytes] of folderFiles(part, await part.family.fit(part.request, training))) {
      state.set(path, bytes);
    }
  }
  return { set: compileFeatures(name, zoo.layout, state), state };
}

function claimFolder(part: NamedPart, owners: Map<string, string>): void {
  const folder = stateFolder(part);
  const owner = owners.get(folder);
  if (owner !== undefined) {
    throw new UsageError(
      `'${owner}' and '${part.text}' would both keep their files under ${folder}; leave one out`,
    );
  }
  owners.set(folder, part.text);
}
