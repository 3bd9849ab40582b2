/**
 * A computation of the kernels on the weights with indices `start` to `end` (exclusive) of the flat vector.
 * The results of one computation are stored side by side.
 */
export type Computation =
  /** Computes each percentile in [0, 100], then the population standard deviation, then the mean. */
  | {
      readonly kind: "statistics";
      readonly start: number;
      readonly end: number;
      readonly percentiles: readonly number[];
    }
  /** Computes the L1 or L2 norm. */
  | { readonly kind: "l1-norm" | "l2-norm"; readonly start: number; readonly end: number };

/** Returns the number of results of a computation. */
export function resultsOf(computation: Computation): number {
  return computation.kind === "statistics" ? computation.percentiles.length + 2 : 1;
}
