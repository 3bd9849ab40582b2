import type { BinnedFeature } from "../data/binned-matrix.js";
import type { ResolvedParameters } from "../parameters/resolve.js";
import type { BoostingMemory } from "./boosting-memory.js";
import { type ForcedSplit, forcedBin } from "./forced-splits.js";
import type { KernelRules } from "./kernel-rules.js";
import { type Bounds, type Leaf, UNBOUNDED } from "./leaf.js";
import {
  EPSILON,
  gainOfLeaf,
  gainOfOutput,
  type LeafSums,
  leafOutput,
  type SplitCandidate,
  type SplitSide,
} from "./split-candidate.js";

/** Bytes of a bin in the memory that a categorical feature's bins are ordered in. */
const ORDER_BYTES = 16;

type FourNumbers = readonly [number, number, number, number];

/** Bytes of what the kernel writes of a best split. */
const BEST_BYTES = 72;

/** Reads the splits of leaves from the memory of the kernels: the best ones, and those that the user forces. */
export class SplitReader {
  /** The address to which the kernel writes the best split of a leaf. */
  readonly best: number;
  /** Memory to order the bins of each categorical feature in, by its column. */
  private readonly orders: ReadonlyMap<number, number>;

  constructor(
    private readonly memory: BoostingMemory,
    features: readonly BinnedFeature[],
    private readonly parameters: ResolvedParameters,
    private readonly rules: KernelRules,
  ) {
    this.best = memory.allocate(BEST_BYTES);
    this.orders = new Map(
      features
        .filter(({ categories }) => categories !== undefined)
        .map(({ index, upperBounds }) => [index, memory.allocate(ORDER_BYTES * (upperBounds.length + 1))]),
    );
  }

  /** The address of the ordered bins of a categorical feature; undefined for a numerical feature. */
  orderOf({ index }: BinnedFeature): number | undefined {
    return this.orders.get(index);
  }

  /** The split at `best`, which the kernel found on the feature in `slot`. */
  read(leaf: Leaf, histogram: number, slot: number, feature: BinnedFeature): SplitCandidate {
    const numbers = this.memory.f64(this.best, 5);
    const [gain, gradient, hessian, leftCount] = [numbers[0]!, numbers[1]!, numbers[2]!, numbers[4]!];
    const words = this.memory.i32(this.best + 24, 2);
    const [threshold, missingLeft] = [words[0]!, words[1]! === 1];
    const { upperBounds, categories } = feature;
    const { lambda_l2, cat_l2 } = this.parameters;
    const isOfSets = categories !== undefined && !this.splitsOneCategory(upperBounds.length);
    const l2 = isOfSets ? lambda_l2 + cat_l2 : lambda_l2;
    const [restOfGradient, restOfHessian] = [leaf.gradient - gradient, leaf.hessian + 2 * EPSILON - hessian];
    const [leftBounds, rightBounds] = this.bounds();
    return {
      slot,
      thresholdBin: threshold,
      missingLeft,
      leftBins: categories && this.leftBins(leaf, histogram, slot, feature, threshold, missingLeft),
      monotone: this.rules.monotoneOf(feature),
      gain,
      left: this.side(gradient, hessian, leftCount, l2, leftBounds, leaf.output),
      right: this.side(restOfGradient, restOfHessian, leaf.count - leftCount, l2, rightBounds, leaf.output),
      isForced: false,
      other: undefined,
    };
  }

  /**
   * The split that the user forces on a leaf (LightGBM's GatherInfoForThreshold); undefined where it makes the loss no smaller.
   *
   * @param place bytes from the start of the histogram to the sums of the feature
   * @param output what the leaf predicts
   */
  readForced(
    leaf: Leaf,
    { threshold }: ForcedSplit,
    histogram: number,
    slot: number,
    feature: BinnedFeature,
    place: number,
    output: number,
  ): SplitCandidate | undefined {
    const { parameters } = this;
    const { lambda_l2: l2, min_gain_to_split } = parameters;
    const bins = feature.upperBounds.length;
    const sums = this.memory.f64(histogram + place, 2 * bins);
    const bin = forcedBin(feature, threshold);
    const isCategorical = feature.categories !== undefined;
    if (isCategorical && bin === 0) return undefined;
    const rowsPerHessian = leaf.count / leaf.hessian;
    const side = { gradient: 0, hessian: EPSILON, count: 0 };
    const first = isCategorical ? bin : bins - 1 - (feature.hasMissingBin ? 1 : 0);
    const last = isCategorical ? bin : Math.max(bin + 1, 1);
    for (let i = first; i >= last; i--) {
      side.gradient += sums[2 * i]!;
      side.hessian += sums[2 * i + 1]!;
      side.count += Math.trunc(sums[2 * i + 1]! * rowsPerHessian + 0.5);
    }
    const other = otherSide(leaf, side);
    const [left, right] = isCategorical ? [side, other] : [other, side];
    const gain = gainOfLeaf(left, l2, parameters, output) + gainOfLeaf(right, l2, parameters, output);
    const least = gainOfOutput(leaf, l2, parameters, output) + min_gain_to_split;
    if (!(gain > least)) return undefined;
    const sideOf = (sums: LeafSums) => this.side(sums.gradient, sums.hessian, sums.count, l2, leaf, output);
    return {
      slot,
      thresholdBin: bin,
      missingLeft: !isCategorical,
      leftBins: isCategorical ? [bin] : undefined,
      monotone: 0,
      gain: gain - least,
      left: sideOf(left),
      right: sideOf(right),
      isForced: true,
      other: undefined,
    };
  }

  /**
   * The bins that go left at the best split of a categorical feature; see `searchCategories` in assembly/growth/category-search.ts.
   *
   * @param threshold the bin of the one category, or the number of categories less one
   * @param fromEnd whether the categories are taken from the end with the largest gradients
   */
  private leftBins(
    leaf: Leaf,
    histogram: number,
    slot: number,
    { upperBounds, index }: BinnedFeature,
    threshold: number,
    fromEnd: boolean,
  ): number[] {
    const { memory } = this;
    if (this.splitsOneCategory(upperBounds.length)) return [threshold];
    const rowsPerHessian = leaf.count / (leaf.hessian + 2 * EPSILON);
    const count = memory.kernels.orderBins(slot, histogram, rowsPerHessian);
    const order = Array.from(memory.i32(this.orders.get(index)!, count));
    if (fromEnd) order.reverse();
    return order.slice(0, threshold + 1);
  }

  /** What the sides of the split at `best` may predict. */
  private bounds(): [left: Bounds, right: Bounds] {
    if (this.rules.isPlain) return [UNBOUNDED, UNBOUNDED];
    const [leftLeast, leftMost, least, most] = this.memory.f64(this.best + 40, 4) as unknown as FourNumbers;
    return [
      { least: leftLeast, most: leftMost },
      { least, most },
    ];
  }

  private side(
    gradient: number,
    hessian: number,
    count: number,
    l2: number,
    { least, most }: Bounds,
    parent: number,
  ): SplitSide {
    const own = leafOutput(gradient, hessian, count, l2, this.parameters, parent);
    return { gradient, hessian: hessian - EPSILON, output: own < least ? least : own > most ? most : own };
  }

  /** Whether the kernel splits one category from the others, and does not look for a set of them. */
  private splitsOneCategory(bins: number): boolean {
    return bins <= this.parameters.max_cat_to_onehot;
  }
}

function otherSide(leaf: LeafSums, side: LeafSums): LeafSums {
  return {
    gradient: leaf.gradient - side.gradient,
    hessian: leaf.hessian - side.hessian,
    count: leaf.count - side.count,
  };
}
