import type { ResolvedParameters } from "../parameters/resolve.js";
import type { ForcedSplit } from "./forced-splits.js";
import { EPSILON, type LeafSums, type SplitCandidate } from "./split-candidate.js";

/** What the leaves below a node may predict, and what the node predicts itself. */
export interface OutputBounds {
  readonly output: number;
  readonly least: number;
  readonly most: number;
}

/** A leaf of the tree that is growing. */
export interface Leaf extends LeafSums, OutputBounds {
  /** Its rows are number `begin` to `begin + count - 1` of the partition. */
  readonly begin: number;
  readonly depth: number;
  /** The columns of the splits from the root to the leaf; kept where interactions are constrained or leaves are linear. */
  readonly path: readonly number[];
  /** How the user wants the leaf to be split. */
  readonly forced?: ForcedSplit | undefined;
  /** Kept while the leaf can be split. */
  histogram?: number | undefined;
  best?: SplitCandidate | undefined;
}

const UNBOUNDED = { least: -Number.MAX_VALUE, most: Number.MAX_VALUE };

/** The bounds of a root that predicts `output`. */
export function rootBounds(output: number): OutputBounds {
  return { output, ...UNBOUNDED };
}

/**
 * The bounds of the two sides of a split (LightGBM's basic monotone constraints): the middle of their outputs parts them.
 *
 * @param monotone 1 where predictions may only rise with the feature, -1 where they may only fall, else 0
 */
export function childBounds(
  { least, most }: OutputBounds,
  left: number,
  right: number,
  monotone: number,
): [OutputBounds, OutputBounds] {
  const middle = (left + right) / 2;
  const below = { least, most: Math.min(middle, most) };
  const above = { least: Math.max(middle, least), most };
  const [leftBounds, rightBounds] =
    monotone > 0
      ? [below, above]
      : monotone < 0
        ? [above, below]
        : [
            { least, most },
            { least, most },
          ];
  return [
    { output: left, ...leftBounds },
    { output: right, ...rightBounds },
  ];
}

/** What the gains of splits on monotone features are multiplied by at a depth: the less, the nearer the root. */
export function monotoneFactor({ monotone_penalty: penalty }: ResolvedParameters, depth: number): number {
  if (penalty >= depth + 1) return EPSILON;
  if (penalty <= 1) return 1 - penalty / 2 ** depth + EPSILON;
  return 1 - 2 ** (penalty - 1 - depth) + EPSILON;
}
