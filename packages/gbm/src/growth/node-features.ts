import type { BinnedFeature } from "../data/binned-matrix.js";
import type { BoostingMemory } from "./boosting-memory.js";
import type { FeatureSampler } from "./sampling.js";

/**
 * Says which features a leaf may be split on: a draw for each leaf, and only those that may interact with the features on the path to it
 * (LightGBM's ColSampler::GetByNode).
 */
export class NodeFeatures {
  /** Whether a leaf may not be split on every feature of its tree. */
  readonly isLimited: boolean;
  private readonly flags: readonly [smaller: number, larger: number];

  /**
   * @param fraction the share of the features that a leaf may be split on
   * @param groups the columns that may interact, group by group; empty where all may
   */
  constructor(
    private readonly memory: BoostingMemory,
    private readonly sampler: FeatureSampler<BinnedFeature>,
    private readonly fraction: number,
    private readonly groups: readonly (readonly number[])[],
  ) {
    this.isLimited = fraction < 1 || groups.length > 0;
    const { count } = sampler;
    this.flags = this.isLimited ? [memory.allocate(count), memory.allocate(count)] : [0, 0];
  }

  /**
   * The address of a byte for each feature of the tree, 1 where the leaf may be split on it; 0 where it may be on all.
   *
   * @param path the columns of the splits above the leaf
   */
  allowed(features: readonly BinnedFeature[], path: readonly number[], isSmaller: boolean): number {
    if (!this.isLimited) return 0;
    const address = this.flags[isSmaller ? 0 : 1];
    const flags = this.memory.u8(address, features.length);
    flags.fill(0);
    for (const slot of this.slots(features, path)) flags[slot] = 1;
    return address;
  }

  private slots(features: readonly BinnedFeature[], path: readonly number[]): Iterable<number> {
    const { groups, fraction, sampler } = this;
    let slots = Array.from(features.keys());
    if (groups.length > 0) {
      const columns = new Set(path);
      for (const group of groups) {
        if (path.every((column) => group.includes(column))) for (const column of group) columns.add(column);
      }
      slots = slots.filter((slot) => columns.has(features[slot]!.index));
    }
    if (fraction === 1) return slots;
    const wanted = Math.max(Math.trunc(features.length * fraction + 0.5), Math.min(1, features.length));
    return Array.from(sampler.sample(slots.length, Math.min(wanted, slots.length)), (i) => slots[i]!);
  }
}
