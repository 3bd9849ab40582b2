import type { BinnedFeature } from "../../data/binned-matrix.js";
import type { BoostingMemory } from "../boosting-memory.js";
import type { Leaf } from "../leaf.js";
import { UNBOUNDED } from "../leaf.js";
import type { SplitCandidate } from "../split-candidate.js";
import { AdjacentBounds } from "./adjacent-bounds.js";
import { type Sibling, siblings, touchingChildren } from "./adjacent-leaves.js";
import { Steps } from "./steps.js";

/** What the leaves below a leaf may predict, by the bins of a feature; a side is stale where other leaves have changed since. */
interface FeatureBounds {
  least: Steps;
  most: Steps;
  isLeastStale: boolean;
  isMostStale: boolean;
}

/** A feature of the tree and where its bounds stand among those of all features, in numbers. */
interface PlacedFeature {
  readonly feature: BinnedFeature;
  readonly start: number;
}

/**
 * The outputs of the leaves that touch a side of a split bound what that side may predict, by the feature and the threshold of the split
 * (LightGBM's advanced constraints).
 */
export class ThresholdBounds extends AdjacentBounds {
  override readonly isByThreshold: boolean = true;
  private readonly tables: readonly [smaller: number, larger: number];
  private readonly numbers: number;
  private features: readonly PlacedFeature[] = [];
  /** The bounds of each leaf, feature by feature. */
  private bounds: FeatureBounds[][] = [];

  constructor(
    private readonly memory: BoostingMemory,
    directions: readonly number[],
    mostBins: number,
  ) {
    super(memory, directions);
    this.numbers = 4 * mostBins;
    this.tables = [memory.allocate(8 * this.numbers), memory.allocate(8 * this.numbers)];
  }

  override begin(features: readonly BinnedFeature[], places: readonly number[]): void {
    super.begin(features, places);
    // A bin has two numbers in a histogram and four in a table of bounds.
    this.features = features.map((feature, slot) => ({ feature, start: places[slot]! / 4 }));
    this.bounds = [
      features.map(() => ({
        least: new Steps(UNBOUNDED.least),
        most: new Steps(UNBOUNDED.most),
        isLeastStale: false,
        isMostStale: false,
      })),
    ];
  }

  override afterSplit(
    number: number,
    split: SplitCandidate,
    feature: BinnedFeature,
    leaves: readonly Leaf[],
  ): readonly number[] {
    const own = this.bounds[number]!;
    const other = own.map(({ least, most, ...stale }) => ({
      least: least.copy(),
      most: most.copy(),
      ...stale,
    }));
    this.bounds.push(other);
    const [leftEdge, rightEdge] = this.edges(split);
    if (split.monotone !== 0) {
      const isFalling = split.monotone < 0;
      limitAll(own, !isFalling, leftEdge);
      limitAll(other, isFalling, rightEdge);
    }
    return super.afterSplit(number, split, feature, leaves);
  }

  override write(number: number, leaves: readonly Leaf[], isSmaller: boolean): number {
    const address = this.tables[isSmaller ? 0 : 1];
    const table = this.memory.f64(address, this.numbers);
    const { least, most } = leaves[number]!;
    for (const [slot, { feature, start }] of this.features.entries()) {
      const bins = feature.upperBounds.length;
      if (feature.categories !== undefined) {
        table.set([least, most, least, most], start);
        continue;
      }
      const bounds = this.bounds[number]![slot]!;
      this.renew(bounds, number, feature, leaves);
      writeSides(table.subarray(start, start + 4 * bins), bounds, bins);
    }
    return address;
  }

  /** The bounds by feature are made anew when the leaf is searched next, whether or not the output is beyond them. */
  protected override limit(number: number, leaf: Leaf, isMost: boolean, output: number): boolean {
    super.limit(number, leaf, isMost, output);
    limitAll(this.bounds[number]!, isMost, output);
    for (const bounds of this.bounds[number]!) bounds[isMost ? "isMostStale" : "isLeastStale"] = true;
    return true;
  }

  /** Makes one side of stale bounds anew from the leaves beside; as in LightGBM, if both are stale only the least outputs are. */
  private renew(
    bounds: FeatureBounds,
    number: number,
    feature: BinnedFeature,
    leaves: readonly Leaf[],
  ): void {
    if (!bounds.isLeastStale && !bounds.isMostStale) return;
    const isLeast = bounds.isLeastStale;
    const steps = new Steps(isLeast ? UNBOUNDED.least : UNBOUNDED.most);
    let [start, end] = [0, feature.upperBounds.length];
    for (const sibling of siblings(this.tree, ~number)) {
      const { node, isFromRight } = sibling;
      if (node.column === feature.index) {
        if (isFromRight) start = Math.max(start, node.threshold);
        else end = Math.min(end, node.threshold + 1);
      }
      const direction = this.directions[node.column] ?? 0;
      const raisesLeast = direction < 0 ? !isFromRight : isFromRight;
      if (direction === 0 || raisesLeast !== isLeast) continue;
      this.limitBelow({ steps, isLeast, feature, sibling, leaves }, sibling.child, start, end);
    }
    bounds[isLeast ? "least" : "most"] = steps;
    bounds.isLeastStale = false;
    bounds.isMostStale = false;
  }

  /** Bounds by the outputs of the leaves below a child that touch the leaf (LightGBM's GoDownToFindConstrainingLeaves). */
  private limitBelow(way: WayDown, child: number, start: number, end: number): void {
    const { steps, isLeast, feature, sibling, leaves } = way;
    const node = this.tree.node(child);
    if (node === undefined) {
      steps.limit(start, end, leaves[~child]!.output, isLeast ? Math.max : Math.min);
      return;
    }
    const { column, threshold, left, right } = node;
    const touching = touchingChildren(node, sibling.passed);
    const isSame = column === feature.index;
    // On a monotone feature only the child with the stricter outputs matters, unless its split also divides the thresholds.
    const isAnyway = isSame && sibling.node.column !== feature.index;
    const direction = isAnyway ? 0 : (this.directions[column] ?? 0);
    const stricter = direction === 0 ? undefined : direction < 0 === isLeast ? "left" : "right";
    if (touching.left && (stricter !== "right" || !touching.right)) {
      this.limitBelow(way, left, start, isSame ? Math.min(threshold + 1, end) : end);
    }
    if (touching.right && (stricter !== "left" || !touching.left)) {
      this.limitBelow(way, right, isSame ? Math.max(threshold + 1, start) : start, end);
    }
  }
}

interface WayDown {
  readonly steps: Steps;
  readonly isLeast: boolean;
  readonly feature: BinnedFeature;
  readonly sibling: Sibling;
  readonly leaves: readonly Leaf[];
}

function limitAll(bounds: readonly FeatureBounds[], isMost: boolean, output: number): void {
  for (const { least, most } of bounds) {
    if (isMost) most.limit(0, Number.POSITIVE_INFINITY, output, Math.min);
    else least.limit(0, Number.POSITIVE_INFINITY, output, Math.max);
  }
}

/**
 * Writes what the sides of a split may predict, by the first bin of the right side. The entry of bin 0 is for thresholds that are tried from
 * the left; as in LightGBM it is the same for all of them.
 */
function writeSides(table: Float64Array, { least, most }: FeatureBounds, bins: number): void {
  const leasts = new Float64Array(bins);
  const mosts = new Float64Array(bins);
  least.fill(leasts);
  most.fill(mosts);
  let [low, high] = [leasts[0]!, mosts[0]!];
  for (let bin = 0; bin < bins; bin++) {
    const before = Math.max(0, bin - 1);
    low = Math.max(low, leasts[before]!);
    high = Math.min(high, mosts[before]!);
    table.set([low, high], 4 * bin);
  }
  [low, high] = [UNBOUNDED.least, UNBOUNDED.most];
  for (let bin = bins - 1; bin >= 0; bin--) {
    low = Math.max(low, leasts[bin]!);
    high = Math.min(high, mosts[bin]!);
    table.set([low, high], 4 * bin + 2);
  }
}
