import type { ResolvedParameters } from "../parameters/resolve.js";

/** Sums of a feature's histogram: [bins, 2] gradients and hessians. */
type FeatureSums = Float64Array;

/** Whether the kernel splits one category from the others, and does not look for a set of them. */
export function splitsOneCategory(bins: number, { max_cat_to_onehot }: ResolvedParameters): boolean {
  return bins <= max_cat_to_onehot;
}

/**
 * The bins that go left at the best split that the kernel found; see `searchCategories` in assembly/category-search.ts.
 *
 * @param threshold the bin of the one category, or the number of categories less one
 * @param fromEnd whether the categories are taken from the end with the largest gradients
 * @param rowsPerHessian rows of the leaf by its sum of hessians
 */
export function leftBinsOf(
  sums: FeatureSums,
  threshold: number,
  fromEnd: boolean,
  rowsPerHessian: number,
  parameters: ResolvedParameters,
): number[] {
  const bins = sums.length / 2;
  if (splitsOneCategory(bins, parameters)) return [threshold];
  const order = orderedBins(sums, rowsPerHessian, parameters.cat_smooth);
  if (fromEnd) order.reverse();
  return order.slice(0, threshold + 1);
}

/** The bins that hold enough rows in the ascending order of their smoothed mean gradients, equal ones in their own order. */
function orderedBins(sums: FeatureSums, rowsPerHessian: number, smoothing: number): number[] {
  const means = new Map<number, number>();
  for (let bin = 1; bin < sums.length / 2; bin++) {
    const hessian = sums[2 * bin + 1]!;
    const rows = Math.trunc(hessian * rowsPerHessian + 0.5);
    if (rows >= smoothing) means.set(bin, sums[2 * bin]! / (hessian + smoothing));
  }
  return Array.from(means)
    .sort(([, a], [, b]) => a - b)
    .map(([bin]) => bin);
}
