import type { BinnedFeature, BinnedMatrix } from "../data/binned-matrix.js";
import { bitsOf, setWords } from "../model/tree-builder.js";
import type { BoostingMemory } from "./boosting-memory.js";

/** The numbers of some rows in the memory of the kernels. */
export interface LeafRows {
  /** The address of the row numbers, u32. */
  readonly start: number;
  readonly count: number;
}

/** The size of a (gradient, hessian) pair of f32 in bytes. */
const PAIR_BYTES = 8;

/** The rows of the growing tree's bag: those of a leaf are side by side and ascending. */
export class RowPartition {
  /** Address of pairs of one leaf's rows in their order; while rows are divided, of those that go right. */
  readonly ordered: number;
  private readonly rows: number;
  /** Allocates memory for a set of bins. */
  private readonly set: number;

  constructor(
    private readonly memory: BoostingMemory,
    private readonly data: BinnedMatrix,
  ) {
    const mostBins = data.features.reduce((most, { upperBounds }) => Math.max(most, upperBounds.length), 0);
    this.rows = memory.allocate(4 * data.training.rows);
    this.ordered = memory.allocate(PAIR_BYTES * data.training.rows);
    this.set = memory.allocate(4 * setWords(mostBins));
  }

  /** Returns the address of a feature's bins of the training rows. */
  binsOf({ index }: BinnedFeature): number {
    const { training, isWide } = this.data;
    return training.start + index * training.rows * (isWide ? 2 : 1);
  }

  /** Returns the address of row number `begin` of the partition. */
  addressOf(begin: number): number {
    return this.rows + 4 * begin;
  }

  /**
   * Begins a tree: all rows are in its root.
   *
   * @param pairs address of the pairs of all rows
   * @param bag the rows of the tree, whose pairs are ordered; undefined for all rows
   * @returns how many rows there are
   */
  begin(pairs: number, bag: LeafRows | undefined): number {
    const { memory, data, rows } = this;
    const count = bag?.count ?? data.training.rows;
    if (bag === undefined) memory.kernels.countRows(rows, count);
    else {
      memory.i32(rows, count).set(memory.i32(bag.start, count));
      this.order(pairs, 0, count);
    }
    return count;
  }

  /** Orders the pairs of `count` rows from number `begin` on; returns the address of the rows. */
  order(pairs: number, begin: number, count: number): number {
    const rows = this.addressOf(begin);
    this.memory.kernels.orderPairs(pairs, rows, count, this.ordered);
    return rows;
  }

  /**
   * Divides `count` rows from number `begin` on by a threshold; returns how many go left.
   *
   * @param threshold the last bin that goes left
   * @param missing a bin that goes left too; -1 for none
   */
  divide(begin: number, count: number, feature: BinnedFeature, threshold: number, missing: number): number {
    const { memory, data, ordered } = this;
    const rows = this.addressOf(begin);
    const bins = this.binsOf(feature);
    return memory.kernels.partition(data.isWide, rows, ordered, count, bins, threshold, missing);
  }

  /** Divides `count` rows from number `begin` on by a set of bins, which go left; returns how many do. */
  divideBySet(begin: number, count: number, feature: BinnedFeature, leftBins: readonly number[]): number {
    const { memory, data, ordered, set } = this;
    const words = memory.i32(set, setWords(feature.upperBounds.length));
    words.fill(0);
    words.set(bitsOf(leftBins));
    const rows = this.addressOf(begin);
    return memory.kernels.partitionBySet(data.isWide, rows, ordered, count, this.binsOf(feature), set);
  }
}
