/** LightGBM's kEpsilon, a float there; added to sums of hessians so that none is zero. */
export const EPSILON: number = Math.fround(1e-15);

/** The sums over the training rows of a leaf. */
export interface LeafSums {
  readonly gradient: number;
  readonly hessian: number;
  readonly count: number;
}

/** The best split of a leaf. */
export interface SplitCandidate {
  /** The index of the feature among the features of the tree. */
  readonly slot: number;
  /** The last bin of the left side. */
  readonly thresholdBin: number;
  readonly missingLeft: boolean;
  /** The bins of the left side at a categorical feature; used instead of the last bin. */
  readonly leftBins?: readonly number[] | undefined;
  /** The amount by which the loss falls, less min_gain_to_split. */
  readonly gain: number;
  readonly left: SplitSide;
  readonly right: SplitSide;
}

/** Sums over the rows on one side of a split, and the value of the leaf that they make. */
export interface SplitSide {
  readonly gradient: number;
  readonly hessian: number;
  readonly output: number;
}

/** Returns the prediction of a leaf (LightGBM's CalculateSplittedLeafOutput). */
export function leafOutput(gradient: number, hessian: number, l1: number, l2: number): number {
  const shrunk = l1 === 0 ? gradient : Math.sign(gradient) * Math.max(0, Math.abs(gradient) - l1);
  return -shrunk / (hessian + l2);
}
