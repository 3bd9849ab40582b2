import type { ResolvedParameters } from "../parameters/resolve.js";
import type { ForcedSplit } from "./forced-splits.js";
import { EPSILON, type LeafSums, leafOutput, type SplitCandidate } from "./split-candidate.js";

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
    public least: number,
    public most: number,
    readonly path: readonly number[],
    readonly forced: ForcedSplit | undefined,
  ) {}
}

/** The least and the largest output. */
export interface Bounds {
  readonly least: number;
  readonly most: number;
}

/** The bounds of the outputs of a root. */
export const UNBOUNDED: Bounds = {
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
 * The leaves of a split of a leaf.
 *
 * @param edges what each side may not pass where the split's feature is monotone
 * @param column of the split, to be added to the path of the leaves; undefined where paths are not kept
 */
export function childLeaves(
  { begin, depth, least, most, path, forced }: Leaf,
  { left, right, monotone, isForced }: SplitCandidate,
  [leftEdge, rightEdge]: readonly [left: number, right: number],
  leftCount: number,
  rightCount: number,
  column: number | undefined,
): [Leaf, Leaf] {
  const below = column === undefined ? path : [...path, column];
  const next = isForced ? forced : undefined;
  return [
    new Leaf(
      left.gradient,
      left.hessian,
      leftCount,
      begin,
      depth + 1,
      left.output,
      monotone < 0 ? Math.max(leftEdge, least) : least,
      monotone > 0 ? Math.min(leftEdge, most) : most,
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
      monotone > 0 ? Math.max(rightEdge, least) : least,
      monotone < 0 ? Math.min(rightEdge, most) : most,
      below,
      next?.right,
    ),
  ];
}

/** The leaf as LightGBM searches its split again: its sums are those of the sides of its best split so far, and its output is not smoothed. */
export function leafOfSides(
  leaf: Leaf,
  { left, right }: SplitCandidate,
  parameters: ResolvedParameters,
): Leaf {
  const { count, begin, depth, least, most, path } = leaf;
  const gradient = left.gradient + right.gradient;
  const hessian = left.hessian + right.hessian;
  const isSmoothed = parameters.path_smooth > EPSILON;
  const output = isSmoothed ? leafOutput(gradient, hessian, count, parameters.lambda_l2, parameters) : 0;
  return new Leaf(gradient, hessian, count, begin, depth, output, least, most, path, undefined);
}

/** The number of the leaf whose split gains most, of equal ones that of the first feature; -1 where no leaf can be split. */
export function bestLeaf(leaves: readonly Leaf[]): number {
  let number = -1;
  let best: SplitCandidate | undefined;
  for (const [i, { best: candidate }] of leaves.entries()) {
    if (candidate === undefined) continue;
    const isBetter =
      best === undefined ||
      candidate.gain > best.gain ||
      (candidate.gain === best.gain && candidate.slot < best.slot);
    if (!isBetter) continue;
    number = i;
    best = candidate;
  }
  return number;
}
