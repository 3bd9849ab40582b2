import type { BinnedFeature } from "../data/binned-matrix.js";
import { MISSING } from "../model/tree.js";

/** Which values count as missing, and the bin that goes left with them; -1 for none. */
export function missingOf(
  { hasMissingBin, zeroBin, upperBounds }: BinnedFeature,
  missingLeft: boolean,
): { missing: number; missingBin: number } {
  if (zeroBin !== undefined) return { missing: MISSING.zero, missingBin: missingLeft ? zeroBin : -1 };
  if (!hasMissingBin) return { missing: MISSING.none, missingBin: -1 };
  return { missing: MISSING.nan, missingBin: missingLeft ? upperBounds.length - 1 : -1 };
}

/** The bins that go left where zeros count as missing and go right, but are below the threshold; undefined where that is not so. */
export function binsWithoutZero(
  { zeroBin }: BinnedFeature,
  thresholdBin: number,
  missingLeft: boolean,
): number[] | undefined {
  if (zeroBin === undefined || missingLeft || zeroBin > thresholdBin) return undefined;
  return Array.from({ length: thresholdBin + 1 }, (_, bin) => bin).filter((bin) => bin !== zeroBin);
}
