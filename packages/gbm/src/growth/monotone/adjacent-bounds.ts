import type { BinnedFeature } from "../../data/binned-matrix.js";
import type { BoostingMemory } from "../boosting-memory.js";
import type { Leaf } from "../leaf.js";
import type { SplitCandidate } from "../split-candidate.js";
import { facingLeaves, siblings } from "./adjacent-leaves.js";
import { FlatBounds } from "./flat-bounds.js";
import { GrownTree } from "./grown-tree.js";
import type { MonotoneBounds } from "./monotone-bounds.js";

/**
 * The outputs of the leaves that touch a leaf bound what may be predicted below it (LightGBM's intermediate constraints). A split
 * moves the bounds of the leaves beside it, so that their own splits are searched again.
 */
export class AdjacentBounds implements MonotoneBounds {
  readonly isByThreshold: boolean = false;
  protected tree: GrownTree = new GrownTree();
  /** Whether there is a split on a monotone feature above each leaf. */
  private isConfined: boolean[] = [];
  private readonly flat: FlatBounds;

  /** @param directions [columns]: 1 where predictions may only rise with a column, -1 where they may only fall, else 0 */
  constructor(
    memory: BoostingMemory,
    protected readonly directions: readonly number[],
  ) {
    this.flat = new FlatBounds(memory);
  }

  begin(_features: readonly BinnedFeature[], _places: readonly number[]): void {
    this.tree = new GrownTree();
    this.isConfined = [false];
  }

  edges({ left, right }: SplitCandidate): readonly [number, number] {
    return [right.output, left.output];
  }

  afterSplit(
    number: number,
    split: SplitCandidate,
    feature: BinnedFeature,
    leaves: readonly Leaf[],
  ): readonly number[] {
    const { monotone, thresholdBin } = split;
    const isConfined = monotone !== 0 || this.isConfined[number] === true;
    this.isConfined[number] = isConfined;
    this.isConfined.push(isConfined);
    const made = this.tree.split(number, feature.index, thresholdBin, feature.categories === undefined);
    return isConfined ? this.limitLeavesBeside(made, split, leaves) : [];
  }

  write(number: number, leaves: readonly Leaf[], isSmaller: boolean): number {
    return this.flat.write(leaves[number]!, isSmaller);
  }

  /** Lowers the largest output of a leaf, or raises the least one; returns whether that may change its best split. */
  protected limit(_number: number, leaf: Leaf, isMost: boolean, output: number): boolean {
    const { least, most } = leaf;
    if (isMost) leaf.most = Math.min(most, output);
    else leaf.least = Math.max(least, output);
    return leaf.least !== least || leaf.most !== most;
  }

  /** Bounds the leaves that touch the two leaves of a split by the outputs of these; returns the numbers of the leaves that are bounded anew. */
  private limitLeavesBeside(
    made: number,
    { left, right }: SplitCandidate,
    leaves: readonly Leaf[],
  ): number[] {
    const { tree } = this;
    const node = tree.node(made)!;
    const limited: number[] = [];
    for (const { node: above, isFromRight, child, passed } of siblings(tree, made)) {
      const direction = this.directions[above.column] ?? 0;
      if (direction === 0) continue;
      const isMost = direction < 0 ? !isFromRight : isFromRight;
      for (const { number, facesLeft, facesRight } of facingLeaves(tree, child, passed, node, true, true)) {
        const leaf = leaves[number]!;
        // A leaf that cannot be split keeps its output.
        if (leaf.best === undefined) continue;
        const first = facesRight && !facesLeft ? right.output : left.output;
        const second = facesRight ? right.output : left.output;
        const output = isMost ? Math.min(first, second) : Math.max(first, second);
        if (this.limit(number, leaf, isMost, output)) limited.push(number);
      }
    }
    return limited;
  }
}
