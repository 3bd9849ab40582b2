import { BinnedColumn, Binning } from "../data/binning";
import { Candidate, Feature, Growth, Leaf, Rules, strideOf } from "../growth/growth";
import { QUEUE_BYTES } from "./queue";
import { ROW_JOB_BYTES, RowJob } from "./row-blocks";

// A memory serves one training. The data that its threads share starts where the module's own data ends. No
// thread writes there when it starts, so that threads may start at any time.

export function queue(): usize {
  return (__heap_base + 63) & ~63;
}

/** The kind of the job that threads work on. */
export enum Job {
  Leaves,
  Binning,
  Rows,
}

/** The address of the kind of the job; behind it, whether the main thread may block. */
export function jobKind(): usize {
  return queue() + QUEUE_BYTES;
}

export function binning(): Binning {
  return changetype<Binning>(jobKind() + 64);
}

export function growth(): Growth {
  return changetype<Growth>(jobKind() + 192);
}

export function rules(): Rules {
  return changetype<Rules>(jobKind() + 576);
}

export function rowJob(): RowJob {
  return changetype<RowJob>(jobKind() + 768);
}

export function smaller(): Leaf {
  return changetype<Leaf>(jobKind() + 320);
}

export function larger(): Leaf {
  return changetype<Leaf>(jobKind() + 448);
}

/** Returns the first address that the module does not use itself. */
export function firstFreeByte(): usize {
  return jobKind() + 768 + ROW_JOB_BYTES;
}

export function featureBytes(): usize {
  return strideOf<Feature>();
}

export function candidateBytes(): usize {
  return strideOf<Candidate>();
}

export function columnBytes(): usize {
  return strideOf<BinnedColumn>();
}
