import type { BinnedFeature, BinnedMatrix } from "./binned-matrix.js";
import {
  addToHistogram,
  deriveMostFrequentBin,
  type Histogram,
  HistogramPool,
  subtractHistogram,
} from "./histogram.js";
import type { ResolvedParameters } from "./parameters.js";
import { RowPartition } from "./row-partition.js";
import { type LeafSums, leafOutput, type SplitCandidate, SplitSearch } from "./split-search.js";
import { DEFAULT_LEFT, MISSING, TreeBuilder } from "./tree.js";

/** A leaf of the tree that is growing. */
interface Leaf extends LeafSums {
  /** Its rows are `rows[begin]` to `rows[begin + count - 1]` of the partition. */
  readonly begin: number;
  readonly depth: number;
  /** Kept while the leaf can be split. */
  histogram?: Histogram | undefined;
  best?: SplitCandidate | undefined;
}

/** Grows trees leaf by leaf: always the leaf next whose split gains most (LightGBM's SerialTreeLearner). */
export class TreeLearner {
  private readonly partition: RowPartition;
  private readonly pool: HistogramPool;
  private readonly search: SplitSearch;
  private readonly minRows: number;
  /** Gradients of all rows, and of one leaf's rows in their order. */
  private gradients: Float32Array = new Float32Array(0);
  private readonly leafGradients: Float32Array;
  private features: readonly BinnedFeature[] = [];
  /** [features + 1]: where each feature's entries begin in a histogram. */
  private starts: Int32Array = new Int32Array(1);
  private leaves: Leaf[] = [];

  /** @param featuresInTree how many features each tree is grown on */
  constructor(
    data: BinnedMatrix,
    featuresInTree: number,
    private readonly parameters: ResolvedParameters,
  ) {
    this.minRows = Math.max(1, parameters.min_data_in_leaf);
    this.partition = new RowPartition(data.rows);
    this.search = new SplitSearch({ ...parameters, min_data_in_leaf: this.minRows });
    this.leafGradients = new Float32Array(data.rows);
    const binCounts = data.features.map(({ upperBounds }) => upperBounds.length).sort((a, b) => b - a);
    const mostBins = binCounts.slice(0, featuresInTree).reduce((total, count) => total + count, 0);
    this.pool = new HistogramPool(mostBins, featuresInTree);
  }

  /**
   * @param gradients of all rows of the data
   * @param bag the rows to grow the tree on, ascending
   * @param features to split on
   * @returns undefined where no split is good enough
   */
  grow(
    gradients: Float32Array,
    bag: Int32Array,
    features: readonly BinnedFeature[],
  ): TreeBuilder | undefined {
    this.gradients = gradients;
    this.features = features;
    this.starts = new Int32Array(features.length + 1);
    for (const [slot, { upperBounds }] of features.entries()) {
      this.starts[slot + 1] = this.starts[slot]! + 2 * upperBounds.length;
    }
    this.partition.rows.set(bag);
    let gradient = 0;
    for (let i = 0; i < bag.length; i++) gradient += gradients[bag[i]!]!;
    const count = bag.length;
    const root: Leaf = { gradient, hessian: count, count, begin: 0, depth: 0 };
    this.leaves = [root];
    this.examineRoot(root);
    if (root.best === undefined) return undefined;

    const { lambda_l1, lambda_l2, num_leaves } = this.parameters;
    const output = leafOutput(gradient, count, lambda_l1, lambda_l2);
    const builder = new TreeBuilder({ output, hessian: count, count });
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
      this.examineChildren(leaf, left, right);
    }
    for (const leaf of this.leaves) this.release(leaf);
    return builder;
  }

  /** Adds the value of the leaf that each row of the last tree's bag ended in to `scores`. */
  addLeafValues(leafValue: Float64Array, scores: Float64Array): void {
    const { rows } = this.partition;
    for (const [number, { begin, count }] of this.leaves.entries()) {
      const value = leafValue[number]!;
      for (let i = begin; i < begin + count; i++) scores[rows[i]!]! += value;
    }
  }

  private examineRoot(root: Leaf): void {
    if (!this.canSplit(root)) return;
    const histogram = this.pool.take();
    histogram.splittable.fill(1);
    this.fillHistogram(histogram, root);
    this.findBestSplit(root, histogram);
  }

  /** The smaller child's histogram is summed, the larger one's is what that leaves of the parent's. */
  private examineChildren(parent: Leaf, left: Leaf, right: Leaf): void {
    if (!this.canSplit(left) && !this.canSplit(right)) {
      this.release(parent);
      return;
    }
    const [smaller, larger] = left.count < right.count ? [left, right] : [right, left];
    const remaining = parent.histogram!;
    parent.histogram = undefined;
    const summed = this.pool.take();
    summed.splittable.set(remaining.splittable);
    this.fillHistogram(summed, smaller);
    for (let slot = 0; slot < this.features.length; slot++) {
      if (remaining.splittable[slot] === 0) continue;
      subtractHistogram(remaining.sums, summed.sums, this.starts[slot]!, this.starts[slot + 1]!);
    }
    this.findBestSplit(smaller, summed);
    this.findBestSplit(larger, remaining);
  }

  private canSplit({ depth, count }: Leaf): boolean {
    const { max_depth } = this.parameters;
    return (max_depth <= 0 || depth < max_depth) && count >= 2 * this.minRows;
  }

  private fillHistogram({ sums, splittable }: Histogram, { begin, count, gradient, hessian }: Leaf): void {
    const { rows } = this.partition;
    const { features, gradients, leafGradients, starts } = this;
    for (let i = 0; i < count; i++) leafGradients[i] = gradients[rows[begin + i]!]!;
    for (let slot = 0; slot < features.length; slot++) {
      if (splittable[slot] === 0) continue;
      const feature = features[slot]!;
      const start = starts[slot]!;
      sums.fill(0, start, starts[slot + 1]!);
      addToHistogram(sums, start, feature.bins, rows, begin, begin + count, leafGradients);
      deriveMostFrequentBin(sums, start, feature, gradient, hessian);
    }
  }

  private findBestSplit(leaf: Leaf, histogram: Histogram): void {
    const { features, starts, search } = this;
    for (let slot = 0; slot < features.length; slot++) {
      if (histogram.splittable[slot] === 0) continue;
      const candidate = search.search(histogram.sums, starts[slot]!, features[slot]!, slot, leaf);
      if (candidate === undefined) histogram.splittable[slot] = 0;
      else if (leaf.best === undefined || candidate.gain > leaf.best.gain) leaf.best = candidate;
    }
    if (leaf.best === undefined) this.pool.give(histogram);
    else leaf.histogram = histogram;
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
    const { slot, thresholdBin, missingLeft, gain, left, right } = leaf.best!;
    const feature = this.features[slot]!;
    const { begin, count } = leaf;
    const middle = this.partition.split(begin, begin + count, feature, thresholdBin, missingLeft);
    const leftCount = middle - begin;
    const rightCount = count - leftCount;
    const missing = feature.hasMissingBin ? MISSING.nan : MISSING.none;
    builder.split(number, {
      feature: feature.index,
      threshold: feature.upperBounds[thresholdBin]!,
      decisionType: (missing << 2) | (missingLeft ? DEFAULT_LEFT : 0),
      gain: gain + this.parameters.min_gain_to_split,
      left: { ...left, count: leftCount },
      right: { ...right, count: rightCount },
    });
    const depth = leaf.depth + 1;
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
