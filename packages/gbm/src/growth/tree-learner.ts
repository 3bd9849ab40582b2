import type { BinnedFeature, BinnedMatrix } from "../data/binned-matrix.js";
import { CATEGORICAL, DEFAULT_LEFT, MISSING } from "../model/tree.js";
import { bitsOf, TreeBuilder } from "../model/tree-builder.js";
import type { ResolvedParameters } from "../parameters/resolve.js";
import type { BoostingMemory } from "./boosting-memory.js";
import { HistogramPool } from "./histogram-pool.js";
import { type LeafRows, RowPartition } from "./row-partition.js";
import {
  EPSILON,
  type LeafSums,
  leafOutput,
  type SplitCandidate,
  type SplitSide,
} from "./split-candidate.js";

/** A leaf of the tree that is growing. */
interface Leaf extends LeafSums {
  /** The leaf's rows are those at the positions `begin` to `begin + count - 1` of the partition. */
  readonly begin: number;
  readonly depth: number;
  /** The leaf's histogram, kept while the leaf can be split. */
  histogram?: number | undefined;
  best?: SplitCandidate | undefined;
}

/** Bytes of a bin in the memory that a categorical feature's bins are ordered in. */
const ORDER_BYTES = 16;

/** Grows trees leaf by leaf: always the leaf next whose split gains most (LightGBM's SerialTreeLearner). */
export class TreeLearner {
  private readonly pool: HistogramPool;
  private readonly minRows: number;
  private readonly partition: RowPartition;
  private readonly sums: number;
  private readonly best: number;
  private readonly featureTable: number;
  private readonly open: number;
  private readonly candidates: number;
  /** Memory to order the bins of each categorical feature in, by its column. */
  private readonly orders: ReadonlyMap<number, number>;
  private features: readonly BinnedFeature[] = [];
  private leaves: Leaf[] = [];

  /**
   * @param featuresInTree how many features each tree is grown on
   * @param hasUnitHessian whether each row's hessian is 1
   */
  constructor(
    private readonly memory: BoostingMemory,
    private readonly data: BinnedMatrix,
    featuresInTree: number,
    private readonly parameters: ResolvedParameters,
    private readonly hasUnitHessian: boolean,
  ) {
    const { kernels } = memory;
    this.minRows = Math.max(1, parameters.min_data_in_leaf);
    this.partition = new RowPartition(memory, data);
    this.sums = memory.allocate(16);
    this.best = memory.allocate(32);
    this.featureTable = memory.allocate(featuresInTree * kernels.featureBytes());
    this.open = memory.allocate(4 * featuresInTree);
    this.candidates = memory.allocate(2 * featuresInTree * kernels.candidateBytes());
    const binCounts = data.features.map(({ upperBounds }) => upperBounds.length).sort((a, b) => b - a);
    const mostBins = binCounts.slice(0, featuresInTree).reduce((total, count) => total + count, 0);
    this.pool = new HistogramPool(memory, mostBins, featuresInTree);
    const { lambda_l1, lambda_l2, min_gain_to_split, min_sum_hessian_in_leaf } = parameters;
    this.orders = new Map(
      data.features
        .filter(({ categories }) => categories !== undefined)
        .map(({ index, upperBounds }) => [index, memory.allocate(ORDER_BYTES * (upperBounds.length + 1))]),
    );
    kernels.setCategoryRules(
      parameters.max_cat_to_onehot,
      parameters.max_cat_threshold,
      parameters.min_data_per_group,
      parameters.cat_l2,
      parameters.cat_smooth,
    );
    kernels.setRules(
      lambda_l1,
      lambda_l2,
      min_gain_to_split,
      min_sum_hessian_in_leaf,
      this.minRows,
      hasUnitHessian,
    );
  }

  /**
   * @param pairs address of the (gradient, hessian) pairs of all rows
   * @param bag the rows to grow the tree on, ascending: the address of u32, or undefined for all
   * @param features to split on
   * @returns undefined where no split is good enough
   */
  grow(
    pairs: number,
    bag: LeafRows | undefined,
    features: readonly BinnedFeature[],
  ): TreeBuilder | undefined {
    this.setFeatures(features);
    const root = this.makeRoot(pairs, bag);
    this.leaves = [root];
    this.examineRoot(root, bag === undefined ? pairs : this.partition.ordered);
    if (root.best === undefined) {
      this.release(root);
      return undefined;
    }
    const { lambda_l1, lambda_l2, num_leaves } = this.parameters;
    const output = leafOutput(root.gradient, root.hessian, lambda_l1, lambda_l2);
    const builder = new TreeBuilder({ output, hessian: root.hessian, count: root.count });
    for (;;) {
      const number = this.bestLeaf();
      if (number < 0) break;
      const leaf = this.leaves[number]!;
      const [left, right] = this.splitLeaf(builder, number, leaf);
      this.leaves[number] = left;
      this.leaves.push(right);
      if (this.leaves.length === num_leaves) {
        this.release(leaf);
        break;
      }
      this.examineChildren(pairs, leaf, left, right);
    }
    for (const leaf of this.leaves) this.release(leaf);
    return builder;
  }

  /** Returns the rows of the bag that ended in each leaf of the last tree. */
  leafRows(): LeafRows[] {
    return this.leaves.map(({ begin, count }) => ({ start: this.partition.addressOf(begin), count }));
  }

  private setFeatures(features: readonly BinnedFeature[]): void {
    const { kernels } = this.memory;
    this.features = features;
    kernels.setTree(
      this.data.isWide,
      this.featureTable,
      features.length,
      this.open,
      this.candidates,
      this.pool.flags,
    );
    let place = 0;
    for (const [slot, feature] of features.entries()) {
      const { upperBounds, mostFrequentBin, hasMissingBin } = feature;
      const bins = upperBounds.length;
      kernels.setFeature(slot, this.partition.binsOf(feature), place, bins, mostFrequentBin, hasMissingBin);
      const order = this.orders.get(feature.index);
      if (order !== undefined) kernels.setCategorical(slot, order);
      place += 16 * bins;
    }
  }

  private makeRoot(pairs: number, bag: LeafRows | undefined): Leaf {
    const { memory, partition, sums } = this;
    const count = partition.begin(pairs, bag);
    memory.kernels.sumPairs(bag === undefined ? pairs : partition.ordered, count, sums);
    const [gradient, hessian] = memory.f64(sums, 2);
    return {
      gradient: gradient!,
      hessian: this.hasUnitHessian ? count : hessian!,
      count,
      begin: 0,
      depth: 0,
    };
  }

  private examineRoot(root: Leaf, pairs: number): void {
    if (!this.canSplit(root)) return;
    const { kernels } = this.memory;
    const histogram = this.pool.take();
    this.memory.u8(histogram + this.pool.flags, this.features.length).fill(1);
    kernels.setSmaller(root.gradient, root.hessian, root.count, histogram, true);
    kernels.setLarger(0, 0, 0, 0, false);
    kernels.examineLeaves(this.partition.addressOf(0), pairs, this.memory.canSleep);
    this.keepBest(root, histogram, kernels.bestOfSmaller(this.best));
  }

  /** The smaller child's histogram is summed, the larger one's is what that leaves of the parent's. */
  private examineChildren(pairs: number, parent: Leaf, left: Leaf, right: Leaf): void {
    if (!this.canSplit(left) && !this.canSplit(right)) {
      this.release(parent);
      return;
    }
    const { kernels } = this.memory;
    const [smaller, larger] = left.count < right.count ? [left, right] : [right, left];
    const remaining = parent.histogram!;
    parent.histogram = undefined;
    const summed = this.pool.take();
    const rows = this.partition.order(pairs, smaller.begin, smaller.count);
    kernels.setSmaller(smaller.gradient, smaller.hessian, smaller.count, summed, this.canSplit(smaller));
    kernels.setLarger(larger.gradient, larger.hessian, larger.count, remaining, this.canSplit(larger));
    kernels.examineLeaves(rows, this.partition.ordered, this.memory.canSleep);
    this.keepBest(smaller, summed, kernels.bestOfSmaller(this.best));
    this.keepBest(larger, remaining, kernels.bestOfLarger(this.best));
  }

  private canSplit({ depth, count }: Leaf): boolean {
    const { max_depth } = this.parameters;
    return (max_depth <= 0 || depth < max_depth) && count >= 2 * this.minRows;
  }

  /** Keeps the split of a leaf that the kernel found on the feature in `slot`, or gives its histogram back where there is none. */
  private keepBest(leaf: Leaf, histogram: number, slot: number): void {
    if (slot < 0) {
      this.pool.give(histogram);
      return;
    }
    const [gain = 0, gradient = 0, hessian = 0] = this.memory.f64(this.best, 3);
    const [thresholdBin, missingLeft] = this.memory.i32(this.best + 24, 2);
    const { categories } = this.features[slot]!;
    const { lambda_l2, cat_l2 } = this.parameters;
    const isOfSets = categories !== undefined && !splitsOneCategory(categories.length, this.parameters);
    const l2 = isOfSets ? lambda_l2 + cat_l2 : lambda_l2;
    leaf.histogram = histogram;
    leaf.best = {
      slot,
      thresholdBin: thresholdBin!,
      missingLeft: missingLeft === 1,
      leftBins: categories && this.leftBins(leaf, histogram, slot, thresholdBin!, missingLeft === 1),
      gain,
      left: this.side(gradient, hessian, l2),
      right: this.side(leaf.gradient - gradient, leaf.hessian + 2 * EPSILON - hessian, l2),
    };
  }

  /**
   * The bins that go left at the best split of a categorical feature; see `searchCategories` in assembly/category-search.ts.
   *
   * @param threshold the bin of the one category, or the number of categories less one
   * @param fromEnd whether the categories are taken from the end with the largest gradients
   */
  private leftBins(
    leaf: Leaf,
    histogram: number,
    slot: number,
    threshold: number,
    fromEnd: boolean,
  ): number[] {
    const { memory } = this;
    const { upperBounds, index } = this.features[slot]!;
    if (splitsOneCategory(upperBounds.length, this.parameters)) return [threshold];
    const rowsPerHessian = leaf.count / (leaf.hessian + 2 * EPSILON);
    const count = memory.kernels.orderBins(slot, histogram, rowsPerHessian);
    const order = Array.from(memory.i32(this.orders.get(index)!, count));
    if (fromEnd) order.reverse();
    return order.slice(0, threshold + 1);
  }

  private side(gradient: number, hessian: number, l2: number): SplitSide {
    const output = leafOutput(gradient, hessian, this.parameters.lambda_l1, l2);
    return { gradient, hessian: hessian - EPSILON, output };
  }

  /** The leaf whose split gains most, of equal ones that of the first feature; -1 where none can be split. */
  private bestLeaf(): number {
    let number = -1;
    let best: SplitCandidate | undefined;
    for (let i = 0; i < this.leaves.length; i++) {
      const candidate = this.leaves[i]!.best;
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

  private splitLeaf(builder: TreeBuilder, number: number, leaf: Leaf): [Leaf, Leaf] {
    const { slot, thresholdBin, missingLeft, leftBins, gain, left, right } = leaf.best!;
    const feature = this.features[slot]!;
    const { begin, count } = leaf;
    const missing = feature.hasMissingBin ? MISSING.nan : MISSING.none;
    const missingBin = feature.hasMissingBin && missingLeft ? feature.upperBounds.length - 1 : -1;
    const leftCount =
      leftBins === undefined
        ? this.partition.divide(begin, count, feature, thresholdBin, missingBin)
        : this.partition.divideBySet(begin, count, feature, leftBins);
    const rightCount = count - leftCount;
    builder.split(number, {
      feature: feature.index,
      threshold: feature.upperBounds[thresholdBin]!,
      decisionType: (missing << 2) | (missingLeft ? DEFAULT_LEFT : 0),
      gain: gain + this.parameters.min_gain_to_split,
      thresholdBin,
      missingBin,
      left: { ...left, count: leftCount },
      right: { ...right, count: rightCount },
      ...(leftBins === undefined
        ? {}
        : {
            decisionType: (missing << 2) | CATEGORICAL,
            leftBins: bitsOf(leftBins),
            leftCategories: bitsOf(leftBins.map((bin) => feature.categories![bin]!)),
          }),
    });
    const depth = leaf.depth + 1;
    const middle = begin + leftCount;
    return [
      { gradient: left.gradient, hessian: left.hessian, count: leftCount, begin, depth },
      { gradient: right.gradient, hessian: right.hessian, count: rightCount, begin: middle, depth },
    ];
  }

  private release(leaf: Leaf): void {
    if (leaf.histogram !== undefined) this.pool.give(leaf.histogram);
    leaf.histogram = undefined;
  }
}

/** Returns whether the kernel splits off single categories of a feature instead of searching sets of them. */
function splitsOneCategory(bins: number, { max_cat_to_onehot }: ResolvedParameters): boolean {
  return bins <= max_cat_to_onehot;
}
