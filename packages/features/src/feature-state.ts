import { UsageError } from "@weightcast/core";
import type { FeatureState } from "./families/feature-family.js";
import type { NamedPart } from "./feature-set-name.js";

/** The prefix of the paths of files of fitted feature families in a model folder. */
export const FEATURE_STATE_FOLDER = "features/";
/** Names that are valid on every file system. */
const FILE_NAME = /^[A-Za-z0-9_][A-Za-z0-9_.-]*$/;

/** The folder of a fitted part's files: `features/probes-dreamt-8/` for `probes:dreamt-8`. */
export function stateFolder({ text }: NamedPart): string {
  return `${FEATURE_STATE_FOLDER}${text.replace(/[^A-Za-z0-9_.,=-]/g, "-")}/`;
}

/**
 * Puts the files of one part into its folder.
 *
 * @throws UsageError where there is no file or a file's name is not plain: faults of the family
 */
export function folderFiles(part: NamedPart, state: FeatureState): Map<string, Uint8Array> {
  const folder = stateFolder(part);
  if (state.size === 0) {
    throw new UsageError(`the fit of the features '${part.text}' made no file; expected at least one`);
  }
  return new Map(
    Array.from(state, ([name, bytes]) => {
      if (!FILE_NAME.test(name)) {
        throw new UsageError(
          `the feature family '${part.family.name}' made a file named '${name}'; expected a file name of letters, digits, '.', '_' and '-'`,
        );
      }
      return [folder + name, bytes];
    }),
  );
}

/**
 * Takes the files of one part out of those of a model folder.
 *
 * @param state by path in the model folder
 * @throws UsageError where there are none
 */
export function partFiles(part: NamedPart, state: FeatureState): FeatureState {
  const folder = stateFolder(part);
  const files = new Map(
    Array.from(state)
      .filter(([path]) => path.startsWith(folder))
      .map(([path, bytes]) => [path.slice(folder.length), bytes]),
  );
  if (files.size === 0) {
    throw new UsageError(
      `the features '${part.text}' are fitted on training rows and their files are missing; expected them under ${folder} of the model: fit the features first`,
    );
  }
  return files;
}
