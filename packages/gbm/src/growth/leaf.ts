import type { ResolvedParameters } from "../parameters/resolve.js";
import type { ForcedSplit } from "./forced-splits.js";
import { EPSILON, type LeafSums, type SplitCandidate } from "./split-candidate.js";

/** A leaf of the tree that is growing. All leaves have their fields in one order, which JavaScript engines read fastest. */
export class Leaf implements LeafSums {
  /** The address of the histogram; kept while the leaf can be split. */
  histogram: number | undefined;
  best: SplitCandidate | undefined;

  /**
   * @param begin the number of its first row in the partition; the others follow it
   * @param output what the leaf predicts
   * @param least the least that the leaf and the leaves below may predict
   * @param most the most that they may predict
   * @param path the columns of the splits from the root to the leaf; kept where interactions are constrained or
   *   leaves are linear
   * @param forced how the user wants the leaf to be split
   */
  constructor(
    readonly gradient: number,
    readonly hessian: number,
    readonly count: number,
    readonly begin: number,
    readonly depth: number,
    readonly output: number,
    readonly least: number,
    readonly most: number,
    readonly path: readonly number[],
    readonly forced: ForcedSplit | undefined,
  ) {}
}

/** The bounds of the outputs of a root. */
export const UNBOUNDED: { readonly least: number; readonly most: number } = {
  least: -Number.MAX_VALUE,
  most: Number.MAX_VALUE,
};

/** Returns the factor for the gains of splits on monotone features at a depth: the nearer to the root, the smaller. */
export function monotoneFactor({ monotone_penalty: penalty }: ResolvedParameters, depth: number): number {
  if (penalty >= depth + 1) return EPSILON;
  if (penalty <= 1) return 1 - penalty / 2 ** depth + EPSILON;
  return 1 - 2 ** (penalty - 1 - depth) + EPSILON;
}

/**
 * The leaves of a split of a leaf. The middle of their outputs parts what they may predict where its feature is
 * monotone (LightGBM's basic constraints).
 *
 * @param column of the split, to be added to the path of the leaves; undefined where paths are not kept
 */
export function childLeaves(
  { begin, depth, least, most, path, forced }: Leaf,
  { left, right, monotone, isForced }: SplitCandidate,
  leftCount: number,
  rightCount: number,
  column: number | undefined,
): [Leaf, Leaf] {
  const below = column === undefined ? path : [...path, column];
  const middle = (left.output + right.output) / 2;
  const [lower, upper] = [Math.min(middle, most), Math.max(middle, least)];
  const next = isForced ? forced : undefined;
  return [
    new Leaf(
      left.gradient,
      left.hessian,
      leftCount,
      begin,
      depth + 1,
      left.output,
      monotone < 0 ? upper : least,
      monotone > 0 ? lower : most,
      below,
      next?.left,
    ),
    new Leaf(
      right.gradient,
      right.hessian,
      rightCount,
      begin + leftCount,
      depth + 1,
      right.output,
      monotone > 0 ? upper : least,
      monotone < 0 ? lower : most,
      below,
      next?.right,
    ),
  ];
}
