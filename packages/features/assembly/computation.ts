/** Bytes from one T of an array to the next. */
export function strideOf<T>(): usize {
  return (offsetof<T>() + 7) & ~7;
}

/** What is computed of a tensor: its kinds. */
export const STATISTICS = 0;
export const L1_NORM = 1;
export const L2_NORM = 2;

/** One computation; its results stand side by side. */
@unmanaged
export class Computation {
  kind: i32;
  /** Elements from the start of a row to the tensor. */
  start: i32;
  count: i32;
  /** [rankCount] i32: the order statistics that percentiles are made of: ascending, each once, all ranks of the tensor. */
  ranks: usize;
  rankCount: i32;
  /** [percentileCount] Percentile */
  percentiles: usize;
  percentileCount: i32;
}

/** A percentile lies between the values of two wanted ranks, given by their numbers among these; or it is the first of them. */
@unmanaged
export class Percentile {
  /** How far from `below` to `above`, in [0, 1). */
  fraction: f64;
  below: i32;
  above: i32;
  /** The rank after the first one, wanted or not: an infinity there counts even where `fraction` is 0. */
  next: i32;
}
