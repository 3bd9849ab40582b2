import { tauCeiling } from "@weightcast/evaluation";
import type { Target } from "@weightcast/zoo";

const ACCURACY = /(^|_)(accuracy|acc)(_|$)/i;

/**
 * The greatest tau that ties and the noise of a finite test set leave; the size of the test set is told from the accuracies.
 *
 * @param truth [rows] finite values of the target
 * @returns null where the target is no accuracy, there are no rows, or all have one value
 */
export function ceilingOf({ column, range }: Target, truth: ArrayLike<number>): number | null {
  if (range === null || !ACCURACY.test(column) || truth.length === 0) return null;
  return tauCeiling(truth, { range });
}
