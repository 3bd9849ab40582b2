import { allFinite, matrixRow, type ProgressListener } from "@weightcast/core";
import type { Zoo } from "../zoo.js";
import { DuplicateWeights } from "./duplicate-weights.js";
import type { VerificationFinding } from "./finding.js";
import { reportCheckpoints, type UsualSteps } from "./verify-checkpoints.js";
import { metricFindings, metricNotes } from "./verify-metrics.js";

/** The result of `verifyZoo`. */
export interface Verification {
  readonly usualSteps: UsualSteps;
  /** The rows with a NaN or an infinity among their weights. They come from runs that diverged and are not an error of the zoo. */
  readonly nonFinite: { readonly count: number; readonly firstRow: number | undefined };
  /** The problems of the zoo. */
  readonly findings: readonly VerificationFinding[];
  /**
   * Facts that are not problems but worth knowing: differences from the published Small CNN Zoo or from most
   * runs, and weights that two runs share.
   */
  readonly notes: readonly VerificationFinding[];
}

/** Options of `verifyZoo`. */
export interface VerifyOptions {
  /** Called with the number of rows that have been read. */
  readonly onProgress?: ProgressListener | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Reads a whole zoo block by block and reports what is wrong with it. Rows are counted from 0.
 *
 * @throws InputError where the weights cannot be read
 * @throws CancelledError once `signal` is aborted
 */
export async function verifyZoo(zoo: Zoo, { onProgress, signal }: VerifyOptions = {}): Promise<Verification> {
  const { metrics } = zoo;
  const duplicates = new DuplicateWeights(metrics);
  let count = 0;
  let firstRow: number | undefined;
  let done = 0;
  for await (const { rows, weights } of zoo.blocks({ reuse: true, signal })) {
    for (let i = 0; i < rows.length; i++) {
      const row = matrixRow(weights, i);
      if (allFinite(row)) {
        duplicates.add(rows[i]!, row);
      } else {
        firstRow ??= rows[i]!;
        count++;
      }
    }
    done += rows.length;
    onProgress?.({ stage: "verify", done, total: zoo.rows, unit: "rows" });
  }
  const checkpoints = reportCheckpoints(metrics);
  return {
    usualSteps: checkpoints.usual,
    nonFinite: { count, firstRow },
    findings: [...checkpoints.findings, ...metricFindings(metrics)],
    notes: [...checkpoints.notes, ...metricNotes(metrics), ...duplicates.findings()],
  };
}
