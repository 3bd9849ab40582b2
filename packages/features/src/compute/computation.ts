/** What kernels compute of a stretch of the flat vector of weights. Its results stand side by side. */
export type Computation =
  /** The percentiles, the population standard deviation, the mean. */
  | {
      readonly kind: "statistics";
      readonly start: number;
      readonly end: number;
      readonly percentiles: readonly number[];
    }
  | { readonly kind: "l1-norm" | "l2-norm"; readonly start: number; readonly end: number };

/** How many numbers a computation gives. */
export function resultsOf(computation: Computation): number {
  return computation.kind === "statistics" ? computation.percentiles.length + 2 : 1;
}
