import type { Matrix } from "@weightcast/core";
import { CATEGORICAL, DEFAULT_LEFT, MISSING, type Tree } from "../tree.js";

/** Numbers of a split in `splits`: its column, its children, and 1 where NaN goes left. */
const SPLIT_NUMBERS = 4;

/**
 * Trees side by side in a few arrays, to walk rows through them without leaving JavaScript: faster than the kernels
 * for few rows. A child that is not negative is a split, child c < 0 is leaf `~c` of all leaves.
 */
export class FlatTrees {
  /** [trees]: the first split of each, or its only leaf. */
  private readonly roots: Int32Array;
  /** [splits, 4] */
  private readonly splits: Int32Array;
  private readonly thresholds: Float64Array;
  private readonly values: Float64Array;

  /** @param trees that `canFlatten` */
  constructor(
    trees: readonly Tree[],
    private readonly treesPerRound: number,
  ) {
    const splitCount = trees.reduce((sum, { splitFeature }) => sum + splitFeature.length, 0);
    const leafCount = trees.reduce((sum, { leafValue }) => sum + leafValue.length, 0);
    this.roots = new Int32Array(trees.length);
    this.splits = new Int32Array(SPLIT_NUMBERS * splitCount);
    this.thresholds = new Float64Array(splitCount);
    this.values = new Float64Array(leafCount);
    let firstSplit = 0;
    let firstLeaf = 0;
    for (const [number, tree] of trees.entries()) {
      const { splitFeature, threshold, decisionType, leftChild, rightChild, leafValue } = tree;
      const placeOf = (child: number) => (child >= 0 ? firstSplit + child : ~(firstLeaf + ~child));
      this.roots[number] = placeOf(splitFeature.length === 0 ? ~0 : 0);
      this.thresholds.set(threshold, firstSplit);
      this.values.set(leafValue, firstLeaf);
      for (const [split, column] of splitFeature.entries()) {
        const isNone = decisionType[split]! >> 2 === MISSING.none;
        const nanLeft = isNone ? threshold[split]! >= 0 : (decisionType[split]! & DEFAULT_LEFT) !== 0;
        const children = [placeOf(leftChild[split]!), placeOf(rightChild[split]!)];
        this.splits.set([column, ...children, nanLeft ? 1 : 0], SPLIT_NUMBERS * (firstSplit + split));
      }
      firstSplit += splitFeature.length;
      firstLeaf += leafValue.length;
    }
  }

  /** Whether nothing but thresholds decides, and leaves are constants. */
  static canFlatten(trees: readonly Tree[]): boolean {
    return trees.every(
      ({ linear, decisionType }) =>
        linear === undefined &&
        decisionType.every((type) => (type & CATEGORICAL) === 0 && type >> 2 !== MISSING.zero),
    );
  }

  /** Adds the sums of the trees for the rows of x to `scores`: [trees of a round, rows]. */
  addTo(scores: Float64Array, { data, rows, stride }: Matrix): void {
    const { roots, splits, thresholds, values, treesPerRound } = this;
    for (let row = 0; row < rows; row++) {
      const start = row * stride;
      for (let tree = 0; tree < roots.length; tree++) {
        let node = roots[tree]!;
        while (node >= 0) {
          const at = SPLIT_NUMBERS * node;
          const value = data[start + splits[at]!]!;
          const goesLeft = value <= thresholds[node]! || (splits[at + 3] === 1 && Number.isNaN(value));
          node = splits[goesLeft ? at + 1 : at + 2]!;
        }
        scores[(tree % treesPerRound) * rows + row]! += values[~node]!;
      }
    }
  }
}
