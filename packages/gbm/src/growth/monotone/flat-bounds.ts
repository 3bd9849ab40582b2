import type { BoostingMemory } from "../boosting-memory.js";
import type { Leaf } from "../leaf.js";

/** The bounds of a leaf for the kernels: least and most of the left side of a split, then of the right side. */
export class FlatBounds {
  private readonly addresses: readonly [smaller: number, larger: number];

  constructor(private readonly memory: BoostingMemory) {
    this.addresses = [memory.allocate(32), memory.allocate(32)];
  }

  /** Writes bounds that are the same for every split; returns their address. */
  write({ least, most }: Leaf, isSmaller: boolean): number {
    const address = this.addresses[isSmaller ? 0 : 1];
    this.memory.f64(address, 4).set([least, most, least, most]);
    return address;
  }
}
