import type { FeatureState } from "../families/feature-family.js";
import { DREAM_DESCRIPTION, type DreamtSets, decodeDreams } from "./dream-state.js";

/**
 * The test images that the networks of a fitted model dreamt, for those who want to look at them.
 *
 * @param state the files of fitted feature families, by their paths in the model folder
 * @returns the first sets found; null where the features of the model hold no dreamt images
 * @throws InputError where a file is missing or damaged
 */
export function dreamtSetsOf(state: FeatureState): DreamtSets | null {
  const path = Array.from(state.keys()).find((name) => name.endsWith(`/${DREAM_DESCRIPTION}`));
  if (path === undefined) return null;
  const folder = path.slice(0, -DREAM_DESCRIPTION.length);
  const files = Array.from(state).filter(([name]) => name.startsWith(folder));
  return decodeDreams(new Map(files.map(([name, bytes]) => [name.slice(folder.length), bytes])));
}
