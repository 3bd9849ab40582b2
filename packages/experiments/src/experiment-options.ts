import { type ProgressListener, UsageError } from "@weightcast/core";
import { type RowSplit, type SplitSpec, splitOfZoo, splitZoo } from "@weightcast/evaluation";
import { selectCheckpoints, type Zoo } from "@weightcast/zoo";
import type { SplitReference } from "./jobs/job.js";

/** The options that `reproduce` and `search` have in common. */
export interface ExperimentOptions {
  /** The folder for the results. A call continues the work of an earlier, interrupted call in the same folder. */
  readonly folder: string;
  readonly split: SplitSpec;
  readonly checkpoint: string;
  /** The metrics column to predict; by default `test_accuracy`. */
  readonly target?: string | undefined;
  readonly seed: number;
  /** The number of processes that fit at the same time. */
  readonly workers: number;
  /** Whether earlier results in the folder are removed, so that everything is computed again. */
  readonly force?: boolean | undefined;
  readonly onProgress?: ProgressListener | undefined;
  /** Called with one sentence if fits of an earlier call cannot be used because another version of the code computed them. */
  readonly onNotice?: ((notice: string) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

type SplitOptions = Pick<ExperimentOptions, "split" | "checkpoint" | "seed">;

/** The rows of each part of the split that a fit on the zoo uses. */
export function rowsByPart(zoo: Zoo, { split, checkpoint, seed }: SplitOptions): RowSplit {
  return splitZoo(split, zoo.metrics, selectCheckpoints(zoo.metrics, checkpoint), seed);
}

/** @throws UsageError where the split is a permutation of the rows of one zoo, but there are several zoos */
export function requireSplitOfZoos(split: SplitSpec, zoos: number): void {
  if (split.kind !== "nfn" || zoos === 1) return;
  throw new UsageError(
    `the split '${split.name}' is a permutation of the rows of one zoo; give one zoo, not ${zoos}`,
  );
}

/**
 * A split in a form that can be written as JSON.
 *
 * @param zoo the zoo that the split divides; if there are several zoos, any of them
 * @throws InputError where the split does not fit the zoo
 */
export function splitReference(split: SplitSpec, zoo: Zoo): SplitReference {
  const resolved = splitOfZoo(split, zoo.metrics);
  return { name: split.name, assigned: resolved.kind === "assigned" ? Array.from(resolved.parts) : null };
}
