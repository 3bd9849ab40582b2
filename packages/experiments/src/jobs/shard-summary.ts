import type { Shard } from "@weightcast/core";
import { jobInWords } from "./job.js";
import type { JobResults } from "./run-jobs.js";

/** An option of work on one part of the jobs. */
export interface ShardOptions {
  readonly shard: Shard;
}

/** The outcome of the work on one part of the jobs. */
export interface ShardSummary {
  /** The number of fits that this call has computed. */
  readonly computed: number;
  /** The number of fits of other parts that have not ended. */
  readonly missing: number;
  /** The fits that failed, of any part. */
  readonly failures: readonly { readonly what: string; readonly problem: string }[];
}

export function shardSummary({
  computed,
  missing,
  failures,
}: Pick<JobResults, "computed" | "missing" | "failures">): ShardSummary {
  return {
    computed,
    missing,
    failures: failures.map(({ job, problem }) => ({ what: jobInWords(job), problem })),
  };
}
