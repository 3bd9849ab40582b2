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
  /** 1 where the split's outputs must rise with its feature, -1 where they must fall, else 0. */
  readonly monotone: number;
  /** The amount by which the loss falls, less min_gain_to_split. */
  readonly gain: number;
  readonly left: SplitSide;
  readonly right: SplitSide;
  /** Whether the user wants the leaf to be split so; then `other` is the best split that was found. */
  readonly isForced: boolean;
  readonly other: SplitCandidate | undefined;
}

/** Sums over the rows on one side of a split, and the value of the leaf that they make. */
export interface SplitSide {
  readonly gradient: number;
  readonly hessian: number;
  readonly output: number;
}

/** The values that determine a leaf's output beside its sums. */
export interface OutputRules {
  readonly lambda_l1: number;
  /** Largest size of an output; any where it is not positive. */
  readonly max_delta_step: number;
  /** How many rows count as much as the parent's output does; 0 for none. */
  readonly path_smooth: number;
}

function shrunk(gradient: number, l1: number): number {
  return l1 === 0 ? gradient : Math.sign(gradient) * Math.max(0, Math.abs(gradient) - l1);
}

/**
 * Returns the prediction of a leaf (LightGBM's CalculateSplittedLeafOutput).
 *
 * @param l2 added to the hessian
 * @param parent what the node above predicts; undefined at a root, which is not smoothed
 */
export function leafOutput(
  gradient: number,
  hessian: number,
  count: number,
  l2: number,
  rules: OutputRules,
  parent?: number,
): number {
  const { max_delta_step: most, path_smooth } = rules;
  let output = -shrunk(gradient, rules.lambda_l1) / (hessian + l2);
  if (most > 0 && Math.abs(output) > most) output = Math.sign(output) * most;
  if (parent === undefined || path_smooth <= EPSILON) return output;
  const share = count / path_smooth;
  return (output * share) / (share + 1) + parent / (share + 1);
}

/** Twice by how much an output of a leaf lowers the loss (LightGBM's GetLeafGainGivenOutput). */
export function gainOfOutput(
  { gradient, hessian }: LeafSums,
  l2: number,
  { lambda_l1 }: OutputRules,
  output: number,
): number {
  return -(2 * shrunk(gradient, lambda_l1) * output + (hessian + l2) * output * output);
}

/** Twice by how much the best output of a leaf below `parent` lowers the loss. */
export function gainOfLeaf(sums: LeafSums, l2: number, rules: OutputRules, parent: number): number {
  const { gradient, hessian, count } = sums;
  return gainOfOutput(sums, l2, rules, leafOutput(gradient, hessian, count, l2, rules, parent));
}
