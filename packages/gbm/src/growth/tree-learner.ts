import type { BinnedFeature, BinnedMatrix } from "../data/binned-matrix.js";
import { CATEGORICAL, DEFAULT_LEFT } from "../model/tree.js";
import { bitsOf, TreeBuilder } from "../model/tree-builder.js";
import type { ResolvedParameters } from "../parameters/resolve.js";
import type { BoostingMemory } from "./boosting-memory.js";
import type { ForcedSplit } from "./forced-splits.js";
import { HistogramPool } from "./histogram-pool.js";
import { KernelRules } from "./kernel-rules.js";
import { bestLeaf, childLeaves, Leaf, leafOfSides, monotoneFactor, UNBOUNDED } from "./leaf.js";
import { binsWithoutZero, missingOf } from "./missing-bins.js";
import { monotoneBounds } from "./monotone/methods.js";
import type { MonotoneBounds } from "./monotone/monotone-bounds.js";
import { NodeFeatures } from "./node-features.js";
import { type LeafRows, RowPartition } from "./row-partition.js";
import type { FeatureSampler } from "./sampling.js";
import { EPSILON, leafOutput, type SplitCandidate } from "./split-candidate.js";
import { SplitReader } from "./split-reader.js";

/** Grows trees leaf by leaf: always the leaf next whose split gains most (LightGBM's SerialTreeLearner). */
export class TreeLearner {
  private readonly pool: HistogramPool;
  private readonly minRows: number;
  private readonly partition: RowPartition;
  private readonly rules: KernelRules;
  private readonly reader: SplitReader;
  private readonly nodeFeatures: NodeFeatures;
  private readonly bounds: MonotoneBounds;
  private readonly sums: number;
  private readonly featureTable: number;
  private readonly open: number;
  private readonly candidates: number;
  /** Whether leaves keep the columns of the splits above them. */
  private readonly keepsPaths: boolean;
  private features: readonly BinnedFeature[] = [];
  /** Bytes from the start of a histogram to the sums of each feature. */
  private places: number[] = [];
  private leaves: Leaf[] = [];
  /** The prediction of the smaller leaf of the last split; as in LightGBM, a forced split of the next root is compared with it. */
  private lastOutput = 0;

  /**
   * @param sampler of the features of each tree
   * @param hasUnitHessian whether each row's hessian is 1
   * @param seed of the thresholds that are drawn
   */
  constructor(
    private readonly memory: BoostingMemory,
    private readonly data: BinnedMatrix,
    sampler: FeatureSampler<BinnedFeature>,
    private readonly parameters: ResolvedParameters,
    private readonly hasUnitHessian: boolean,
    seed: number,
  ) {
    const { kernels } = memory;
    const { min_data_in_leaf, path_smooth, feature_fraction_bynode, interaction_constraints, linear_tree } =
      parameters;
    const { features } = data;
    this.minRows = Math.max(path_smooth > EPSILON ? 2 : 1, min_data_in_leaf);
    this.partition = new RowPartition(memory, data);
    this.rules = new KernelRules(memory, parameters, features, this.minRows, hasUnitHessian, seed);
    this.reader = new SplitReader(memory, features, parameters, this.rules);
    this.nodeFeatures = new NodeFeatures(memory, sampler, feature_fraction_bynode, interaction_constraints);
    this.keepsPaths = interaction_constraints.length > 0 || linear_tree;
    const featuresInTree = sampler.count;
    this.sums = memory.allocate(16);
    this.featureTable = memory.allocate(featuresInTree * kernels.featureBytes());
    this.open = memory.allocate(4 * featuresInTree);
    this.candidates = memory.allocate(2 * featuresInTree * kernels.candidateBytes());
    const binCounts = features.map(({ upperBounds }) => upperBounds.length).sort((a, b) => b - a);
    const mostBins = binCounts.slice(0, featuresInTree).reduce((total, count) => total + count, 0);
    this.pool = new HistogramPool(memory, mostBins, featuresInTree);
    this.bounds = monotoneBounds(memory, parameters, mostBins);
    this.rules.set();
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
    const { num_leaves } = this.parameters;
    const builder = new TreeBuilder({ output: root.output, hessian: root.hessian, count: root.count });
    // Leaves whose splits the user forces are split first, in their order.
    const forced = root.best.isForced === true ? [0] : [];
    for (;;) {
      const number = forced.shift() ?? bestLeaf(this.leaves);
      if (number < 0) break;
      const leaf = this.leaves[number]!;
      const [left, right] = this.splitLeaf(builder, number, leaf);
      const isForced = leaf.best!.isForced === true;
      this.leaves[number] = left;
      this.leaves.push(right);
      const feature = this.features[leaf.best!.slot]!;
      for (const beside of this.bounds.afterSplit(number, leaf.best!, feature, this.leaves))
        this.searchAgain(beside);
      if (this.leaves.length === num_leaves) {
        this.release(leaf);
        break;
      }
      this.examineChildren(pairs, leaf, number);
      if (!isForced) continue;
      if (left.forced !== undefined) forced.push(number);
      if (right.forced !== undefined) forced.push(this.leaves.length - 1);
      // As in LightGBM, the first one that is of no use ends them all.
      if (forced.length > 0 && this.leaves[forced[0]!]!.best?.isForced !== true) this.dropForced(forced);
    }
    for (const leaf of this.leaves) this.release(leaf);
    return builder;
  }

  /** Returns the rows of the bag that ended in each leaf of the last tree. */
  leafRows(): LeafRows[] {
    return this.leaves.map(({ begin, count }) => ({ start: this.partition.addressOf(begin), count }));
  }

  /** The columns of the splits above each leaf of the last tree, where these are kept. */
  leafPaths(): (readonly number[])[] {
    return this.leaves.map(({ path }) => path);
  }

  private setFeatures(features: readonly BinnedFeature[]): void {
    const { kernels } = this.memory;
    this.features = features;
    this.places = [];
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
      const zeroBin = feature.zeroBin ?? -1;
      const at = this.partition.binsOf(feature);
      kernels.setFeature(slot, at, place, bins, mostFrequentBin, hasMissingBin, zeroBin);
      const order = this.reader.orderOf(feature);
      if (order !== undefined) kernels.setCategorical(slot, order);
      this.rules.setFeature(slot, feature);
      this.places.push(place);
      place += 16 * bins;
    }
    this.bounds.begin(features, this.places);
  }

  private makeRoot(pairs: number, bag: LeafRows | undefined): Leaf {
    const { memory, partition, sums, parameters } = this;
    const count = partition.begin(pairs, bag);
    memory.kernels.sumPairs(bag === undefined ? pairs : partition.ordered, count, sums);
    const [gradient = 0, sum = 0] = memory.f64(sums, 2);
    const hessian = this.hasUnitHessian ? count : sum;
    const output = leafOutput(gradient, hessian, count, parameters.lambda_l2, parameters);
    const { least, most } = UNBOUNDED;
    return new Leaf(gradient, hessian, count, 0, 0, output, least, most, [], parameters.forced_splits);
  }

  private examineRoot(root: Leaf, pairs: number): void {
    if (!this.canSplit(root)) return;
    const { kernels } = this.memory;
    const histogram = this.pool.take();
    this.memory.u8(histogram + this.pool.flags, this.features.length).fill(1);
    kernels.setSmaller(root.gradient, root.hessian, root.count, histogram, true);
    kernels.setLarger(0, 0, 0, 0, false);
    this.constrain(root, 0, true);
    kernels.examineLeaves(this.partition.addressOf(0), pairs);
    this.keepBest(root, histogram, kernels.bestOfSmaller(this.reader.best), this.lastOutput);
  }

  /**
   * The smaller child's histogram is summed, the larger one's is what that leaves of the parent's.
   *
   * @param number of the left child; the right child is the last leaf
   */
  private examineChildren(pairs: number, parent: Leaf, number: number): void {
    const last = this.leaves.length - 1;
    const [left, right] = [this.leaves[number]!, this.leaves[last]!];
    const [canLeft, canRight] = [this.canSplit(left), this.canSplit(right)];
    if (!canLeft && !canRight) {
      this.release(parent);
      return;
    }
    const { kernels } = this.memory;
    const isLeftSmaller = left.count < right.count;
    const [smaller, larger] = isLeftSmaller ? [left, right] : [right, left];
    const [smallerNumber, largerNumber] = isLeftSmaller ? [number, last] : [last, number];
    const remaining = parent.histogram!;
    parent.histogram = undefined;
    const summed = this.pool.take();
    const rows = this.partition.order(pairs, smaller.begin, smaller.count);
    // A leaf that is too small takes part in the draws of thresholds all the same, as in LightGBM.
    const isSearched = (leaf: Leaf) => this.parameters.extra_trees || this.canSplit(leaf);
    kernels.setSmaller(smaller.gradient, smaller.hessian, smaller.count, summed, isSearched(smaller));
    kernels.setLarger(larger.gradient, larger.hessian, larger.count, remaining, isSearched(larger));
    this.constrain(smaller, smallerNumber, true);
    this.constrain(larger, largerNumber, false);
    kernels.examineLeaves(rows, this.partition.ordered);
    this.keepBest(smaller, summed, kernels.bestOfSmaller(this.reader.best), smaller.output);
    this.keepBest(larger, remaining, kernels.bestOfLarger(this.reader.best), larger.output);
  }

  /** Searches the best split of a leaf whose bounds have changed (LightGBM's RecomputeBestSplitForLeaf). */
  private searchAgain(number: number): void {
    const { memory, parameters, reader } = this;
    const leaf = this.leaves[number]!;
    const { best, histogram } = leaf;
    if (best === undefined || best.isForced || histogram === undefined) return;
    const again = leafOfSides(leaf, best, parameters);
    memory.kernels.setSmaller(again.gradient, again.hessian, again.count, histogram, true);
    this.constrain(again, number, true);
    memory.kernels.searchSmaller();
    const slot = memory.kernels.bestOfSmaller(reader.best);
    leaf.best = slot < 0 ? undefined : reader.read(again, histogram, slot, this.features[slot]!);
    if (leaf.best === undefined) this.release(leaf);
  }

  /** Tells the kernels what limits the splits of a leaf. */
  private constrain(leaf: Leaf, number: number, isSmaller: boolean): void {
    const { rules, nodeFeatures, features, bounds } = this;
    if (rules.isPlain && !nodeFeatures.isLimited) return;
    const allowed = nodeFeatures.allowed(features, leaf.path, isSmaller);
    const { output, depth } = leaf;
    const factor = monotoneFactor(this.parameters, depth);
    const address = bounds.write(number, this.leaves, isSmaller);
    this.memory.kernels.constrainLeaf(isSmaller, allowed, output, address, bounds.isByThreshold, factor);
  }

  private canSplit({ depth, count }: Leaf): boolean {
    const { max_depth } = this.parameters;
    return (max_depth <= 0 || depth < max_depth) && count >= 2 * this.minRows;
  }

  /**
   * Keeps the split of a leaf that the kernel found on the feature in `slot`, or the one that the user forces, or gives its histogram back
   * where there is none.
   *
   * @param output what a forced split is compared with
   */
  private keepBest(leaf: Leaf, histogram: number, slot: number, output: number): void {
    const found = slot < 0 ? undefined : this.reader.read(leaf, histogram, slot, this.features[slot]!);
    const forced = leaf.forced && this.forcedSplit(leaf, leaf.forced, histogram, output);
    leaf.best = forced === undefined ? found : { ...forced, other: found };
    if (leaf.best === undefined) this.pool.give(histogram);
    else leaf.histogram = histogram;
  }

  private forcedSplit(
    leaf: Leaf,
    forced: ForcedSplit,
    histogram: number,
    output: number,
  ): SplitCandidate | undefined {
    const slot = this.features.findIndex(({ index }) => index === forced.feature);
    if (slot < 0) return undefined;
    const feature = this.features[slot]!;
    return this.reader.readForced(leaf, forced, histogram, slot, feature, this.places[slot]!, output);
  }

  /** Gives up forced splits: the leaves keep the ones that were found. */
  private dropForced(forced: number[]): void {
    for (const number of forced) {
      const leaf = this.leaves[number]!;
      if (leaf.best?.isForced !== true) continue;
      leaf.best = leaf.best.other;
      if (leaf.best === undefined) this.release(leaf);
    }
    forced.length = 0;
  }

  private splitLeaf(builder: TreeBuilder, number: number, leaf: Leaf): [Leaf, Leaf] {
    const { slot, thresholdBin, missingLeft, leftBins, gain, left, right } = leaf.best!;
    const feature = this.features[slot]!;
    const { begin, count } = leaf;
    const { missing, missingBin } = missingOf(feature, missingLeft);
    const set = leftBins ?? binsWithoutZero(feature, thresholdBin, missingLeft);
    const leftCount =
      set === undefined
        ? this.partition.divide(begin, count, feature, thresholdBin, missingBin)
        : this.partition.divideBySet(begin, count, feature, set);
    const rightCount = count - leftCount;
    const isOfCategories = leftBins !== undefined;
    builder.split(number, {
      feature: feature.index,
      threshold: feature.upperBounds[thresholdBin]!,
      decisionType: (missing << 2) | (isOfCategories ? CATEGORICAL : missingLeft ? DEFAULT_LEFT : 0),
      gain: gain + this.parameters.min_gain_to_split,
      thresholdBin,
      missingBin,
      leftBins: set && bitsOf(set),
      leftCategories: leftBins && bitsOf(leftBins.map((bin) => feature.categories![bin]!)),
      left: { output: left.output, hessian: left.hessian, count: leftCount },
      right: { output: right.output, hessian: right.hessian, count: rightCount },
    });
    this.lastOutput = leftCount < rightCount ? left.output : right.output;
    const edges = this.bounds.edges(leaf.best!);
    const column = this.keepsPaths ? feature.index : undefined;
    return childLeaves(leaf, leaf.best!, edges, leftCount, rightCount, column);
  }

  private release(leaf: Leaf): void {
    if (leaf.histogram !== undefined) this.pool.give(leaf.histogram);
    leaf.histogram = undefined;
  }
}
