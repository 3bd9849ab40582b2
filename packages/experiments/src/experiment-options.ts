import type { ProgressListener } from "@weightcast/core";
import { type RowSplit, type SplitSpec, splitRows, splitRuns } from "@weightcast/evaluation";
import { selectCheckpoints, type Zoo } from "@weightcast/zoo";
import type { SplitReference } from "./jobs/job.js";

/** What reproductions and searches are told alike. */
export interface ExperimentOptions {
  /** Where results are written, and where an earlier, interrupted call left off. */
  readonly folder: string;
  readonly split: SplitSpec;
  /** The split in the words of the request. */
  readonly splitName: string;
  readonly checkpoint: string;
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

type SplitOptions = Pick<ExperimentOptions, "split" | "splitName" | "checkpoint" | "seed">;

/** The rows of each part that a fit on the zoo will have. */
export function rowsByPart(zoo: Zoo, { split, checkpoint, seed }: SplitOptions): RowSplit {
  const { metrics } = zoo;
  const rows = selectCheckpoints(metrics, checkpoint);
  const runs = Array.from(rows, (row) => metrics.runs[metrics.runOfRow[row]!]!);
  return splitRows(splitRuns(split, runs, seed), metrics, rows);
}

/** The split as JSON holds it. */
export function splitReference({ split, splitName }: SplitOptions): SplitReference {
  return { name: splitName, assigned: split.kind === "assigned" ? Array.from(split.parts) : null };
}
