import type { BoostingMemory } from "./boosting-memory.js";

/**
 * Histograms are large and live as long as their leaf can be split: they are made as leaves come, and used again. Each is
 * pairs of (sum of gradients, sum of hessians) f64, a feature after the other, then a byte a feature: 1 where it may be split on.
 */
export class HistogramPool {
  /** The offset of a histogram's flags, in bytes. */
  readonly flags: number;
  private readonly free: number[] = [];

  /**
   * @param bins in all features of the fullest tree together
   * @param features in a tree
   */
  constructor(
    private readonly memory: BoostingMemory,
    bins: number,
    private readonly features: number,
  ) {
    this.flags = 16 * bins;
  }

  /** @returns the address of a histogram, whose content is arbitrary */
  take(): number {
    return this.free.pop() ?? this.memory.allocate(this.flags + this.features);
  }

  give(histogram: number): void {
    this.free.push(histogram);
  }
}
