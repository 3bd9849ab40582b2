import { UsageError } from "@weightcast/core";
import type { BinnedFeature } from "../data/binned-matrix.js";

/** A split that every tree begins with, in the form of LightGBM's files of forced splits. */
export interface ForcedSplit {
  /** The number of the column. */
  readonly feature: number;
  /** The last value that goes left; of a categorical column the category that does. */
  readonly threshold: number;
  readonly left?: ForcedSplit | undefined;
  readonly right?: ForcedSplit | undefined;
}

/**
 * The splits that a parameter forces.
 *
 * @param name of the parameter, for errors
 * @throws UsageError where it is no object of `feature`, `threshold`, `left` and `right`
 */
export function checkForcedSplit(name: string, value: unknown): ForcedSplit {
  const { feature, threshold, left, right } = (value ?? {}) as Record<string, unknown>;
  if (!Number.isSafeInteger(feature) || (feature as number) < 0 || typeof threshold !== "number") {
    throw new UsageError(
      `${name} is an object { feature, threshold, left, right } with the number of a column and a threshold`,
    );
  }
  // As in LightGBM, a side without a feature is not forced.
  const side = (part: unknown) =>
    typeof part === "object" && part !== null && "feature" in part ? checkForcedSplit(name, part) : undefined;
  return { feature: feature as number, threshold, left: side(left), right: side(right) };
}

/** The bin that a forced threshold ends (LightGBM's BinMapper::ValueToBin), or that holds the category. */
export function forcedBin(
  { upperBounds, hasMissingBin, categories }: BinnedFeature,
  threshold: number,
): number {
  if (categories !== undefined) return Math.max(0, categories.indexOf(Math.trunc(threshold)));
  if (Number.isNaN(threshold) && hasMissingBin) return upperBounds.length - 1;
  const value = Number.isNaN(threshold) ? 0 : threshold;
  const last = upperBounds.length - (hasMissingBin ? 2 : 1);
  const bin = upperBounds.findIndex((bound) => value <= bound);
  return bin < 0 ? last : Math.min(bin, last);
}
