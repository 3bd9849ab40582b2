import type { Tree } from "./tree.js";

/** What a model file holds. */
export interface Model {
  readonly featureNames: readonly string[];
  /** What LightGBM notes of each feature's training values: `[least:most]`, or `none` where it was of no use. */
  readonly featureRanges: readonly string[];
  /** As in the file, e.g. `regression`; LightGBM names none for a loss of the user's own. */
  readonly objective: string | undefined;
  readonly trees: readonly Tree[];
}
