import type { BoostingMemory } from "../boosting-memory.js";
import type { Leaf } from "../leaf.js";
import type { SplitCandidate } from "../split-candidate.js";
import { FlatBounds } from "./flat-bounds.js";
import type { MonotoneBounds } from "./monotone-bounds.js";

/** The middle of the outputs of a split parts what the leaves below may predict (LightGBM's basic constraints). */
export class MiddleBounds implements MonotoneBounds {
  readonly isByThreshold = false;
  private readonly flat: FlatBounds;

  constructor(memory: BoostingMemory) {
    this.flat = new FlatBounds(memory);
  }

  begin(): void {}

  edges({ left, right }: SplitCandidate): readonly [number, number] {
    const middle = (left.output + right.output) / 2;
    return [middle, middle];
  }

  afterSplit(): readonly number[] {
    return [];
  }

  write(number: number, leaves: readonly Leaf[], isSmaller: boolean): number {
    return this.flat.write(leaves[number]!, isSmaller);
  }
}
