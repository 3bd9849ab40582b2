/** The distance from one T of an array to the next, in bytes. */
export function strideOf<T>(): usize {
  return (offsetof<T>() + 7) & ~7;
}

/** The kinds of computations on a tensor. */
export const STATISTICS = 0;
export const L1_NORM = 1;
export const L2_NORM = 2;

/** One computation on a tensor; its results are stored side by side. */
@unmanaged
export class Computation {
  kind: i32;
  /** The offset of the tensor from the start of a row, in elements. */
  start: i32;
  count: i32;
  /** [rankCount] i32: the order statistics that percentiles are made of: ascending, each once, all ranks of the tensor. */
  ranks: usize;
  rankCount: i32;
  /** The percentiles: [percentileCount] Percentile. */
  percentiles: usize;
  percentileCount: i32;
}

/**
 * A percentile, interpolated between the values of two wanted ranks. `below` and `above` are indices into the
 * wanted ranks, equal if the percentile is an order statistic itself.
 */
@unmanaged
export class Percentile {
  /** The position of the percentile between `below` and `above`, in [0, 1). */
  fraction: f64;
  below: i32;
  above: i32;
  /** The rank after the first one, wanted or not: an infinity there counts even where `fraction` is 0. */
  next: i32;
}
