import type { BinnedFeature } from "../../data/binned-matrix.js";
import type { Leaf } from "../leaf.js";
import type { SplitCandidate } from "../split-candidate.js";

/** The bounds of what the leaves of a growing tree may predict, so that predictions rise or fall with monotone features. */
export interface MonotoneBounds {
  /** Whether the bounds of the two sides of a split depend on its feature and threshold. */
  readonly isByThreshold: boolean;

  /**
   * Begins a tree, which is a single leaf.
   *
   * @param places the offset of each feature's sums in a histogram, in bytes
   */
  begin(features: readonly BinnedFeature[], places: readonly number[]): void;

  /** What the left side of a split may not pass, then what the right side may not pass, where the split's feature is monotone. */
  edges(split: SplitCandidate): readonly [left: number, right: number];

  /**
   * Bounds leaves by those of a split that was made.
   *
   * @param number of the leaf that was split, now that of the left side; the right side is the last leaf
   * @returns the numbers of other leaves whose best split is to be searched again
   */
  afterSplit(
    number: number,
    split: SplitCandidate,
    feature: BinnedFeature,
    leaves: readonly Leaf[],
  ): readonly number[];

  /**
   * Writes the bounds of a leaf for the kernels; see Leaf in assembly/growth/growth.ts.
   *
   * @returns their address
   */
  write(number: number, leaves: readonly Leaf[], isSmaller: boolean): number;
}
