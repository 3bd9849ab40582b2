import { type ProgressListener, UsageError } from "@weightcast/core";
import { type RowSplit, type SplitSpec, splitOfZoo, splitZoo } from "@weightcast/evaluation";
import { selectCheckpoints, type Zoo } from "@weightcast/zoo";
import type { SplitReference } from "./jobs/job.js";

/** What reproductions and searches are told alike. */
export interface ExperimentOptions {
  /** Where results are written, and where an earlier, interrupted call left off. */
  readonly folder: string;
  readonly split: SplitSpec;
  readonly checkpoint: string;
  /** The metrics column to predict; `test_accuracy` where left out. */
  readonly target?: string | undefined;
  readonly seed: number;
  /** Processes that fit at the same time. */
  readonly workers: number;
  /** Compute anew what earlier calls have finished. */
  readonly force?: boolean | undefined;
  readonly onProgress?: ProgressListener | undefined;
  /** Told in one sentence where fits of an earlier call cannot be used because other code computed them. */
  readonly onNotice?: ((notice: string) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

type SplitOptions = Pick<ExperimentOptions, "split" | "checkpoint" | "seed">;

/** The rows of each part that a fit on the zoo will have. */
export function rowsByPart(zoo: Zoo, { split, checkpoint, seed }: SplitOptions): RowSplit {
  return splitZoo(split, zoo.metrics, selectCheckpoints(zoo.metrics, checkpoint), seed);
}

/** @throws UsageError where the split permutes the rows of one zoo, and there are several zoos */
export function requireSplitOfZoos(split: SplitSpec, zoos: number): void {
  if (split.kind !== "nfn" || zoos === 1) return;
  throw new UsageError(`the split '${split.name}' permutes the rows of one zoo; give one zoo, not ${zoos}`);
}

/**
 * A split as JSON holds it.
 *
 * @param zoo the zoo that the split divides; where there are several, any of them
 * @throws InputError where the split does not fit the zoo
 */
export function splitReference(split: SplitSpec, zoo: Zoo): SplitReference {
  const resolved = splitOfZoo(split, zoo.metrics);
  return { name: split.name, assigned: resolved.kind === "assigned" ? Array.from(resolved.parts) : null };
}
