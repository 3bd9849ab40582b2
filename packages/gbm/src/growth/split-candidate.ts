/** LightGBM's kEpsilon, a float there; added to sums of hessians so that none is zero. */
export const EPSILON: number = Math.fround(1e-15);

/** Sums over the training rows of a leaf. */
export interface LeafSums {
  readonly gradient: number;
  readonly hessian: number;
  readonly count: number;
}

/** The best split of a leaf. */
export interface SplitCandidate {
  /** The feature's position in the features of the tree. */
  readonly slot: number;
  /** The last bin that goes left. */
  readonly thresholdBin: number;
  readonly missingLeft: boolean;
  /** At a categorical feature, the bins that go left instead of those up to a threshold. */
  readonly leftBins?: readonly number[] | undefined;
  /** How much the loss falls beyond min_gain_to_split. */
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

/** What a leaf predicts (LightGBM's CalculateSplittedLeafOutput). */
export function leafOutput(gradient: number, hessian: number, l1: number, l2: number): number {
  const shrunk = l1 === 0 ? gradient : Math.sign(gradient) * Math.max(0, Math.abs(gradient) - l1);
  return -shrunk / (hessian + l2);
}
