/**
 * A regression tree of L leaves and L - 1 splits, split 0 the root. A child that is not negative is a split, child c < 0
 * is leaf `~c`. At a numerical split a value goes left where it is at most the threshold, at a categorical one where the category is one
 * of the split's set; `decisionType` says which kind a split is, and where missing values go.
 */
export interface Tree {
  /** [L - 1]: the column that is compared. */
  readonly splitFeature: Int32Array;
  /** [L - 1]: by how much the split lowered the loss, f32 as in LightGBM. */
  readonly splitGain: Float32Array;
  /** [L - 1]: infinity where only missing values go right; at a categorical split the number of its set in `categories`. */
  readonly threshold: Float64Array;
  /**
   * [L - 1], in LightGBM's encoding: bit 0 says that the split is categorical, bit 1 that missing values go left, bits 2 and 3
   * which values are missing: 0 none (NaN is read as zero), 1 zero and NaN, 2 NaN.
   */
  readonly decisionType: Uint8Array;
  /** [L - 1] */
  readonly leftChild: Int32Array;
  /** [L - 1] */
  readonly rightChild: Int32Array;
  /** [L]: what a row that ends in the leaf adds to its prediction. */
  readonly leafValue: Float64Array;
  /** [L]: sum of the hessians of the training rows in the leaf. */
  readonly leafWeight: Float64Array;
  /** [L]: training rows in the leaf. */
  readonly leafCount: Float64Array;
  /** [L - 1]: what the node would add if it were a leaf. */
  readonly internalValue: Float64Array;
  /** [L - 1] */
  readonly internalWeight: Float64Array;
  /** [L - 1] */
  readonly internalCount: Float64Array;
  /** The learning rate that the values were multiplied by. */
  readonly shrinkage: number;
  /** The sets of the categorical splits; undefined where there are no categorical splits. */
  readonly categories?: CategorySets | undefined;
  /** Linear models of the leaves; undefined where every leaf is a constant. */
  readonly linear?: LinearLeaves | undefined;
}

/** Sets of categories, which are whole numbers from 0 on. */
export interface CategorySets {
  /** [sets + 1]: set i is in words `boundaries[i]` to `boundaries[i + 1] - 1`. */
  readonly boundaries: Int32Array;
  /** Bit b of word w of a set says whether category 32 w + b is in the set. */
  readonly words: Uint32Array;
}

/** What the leaves of a linear tree predict: a constant and a sum of features, each multiplied by a coefficient. */
export interface LinearLeaves {
  /** [L] */
  readonly constants: Float64Array;
  /** [L]: the columns that a leaf multiplies. Where one of them is NaN, the leaf predicts its `leafValue`. */
  readonly features: readonly Int32Array[];
  /** [L]: their coefficients. */
  readonly coefficients: readonly Float64Array[];
}

/** Bits 2 and 3 of a decision type. */
export const MISSING = { none: 0, zero: 1, nan: 2 } as const;

/** Bit 0 of a decision type. */
export const CATEGORICAL = 1;

/** Bit 1 of a decision type. */
export const DEFAULT_LEFT = 2;

/** A split of a growing tree: the rule that divides a leaf, and the two sides. */
export interface NodeSplit {
  readonly feature: number;
  readonly threshold: number;
  readonly decisionType: number;
  readonly gain: number;
  /** The last bin that goes left. */
  readonly thresholdBin: number;
  /** A bin that goes left too; -1 for none. */
  readonly missingBin: number;
  readonly left: NodeSide;
  readonly right: NodeSide;
}

export interface NodeSide {
  readonly output: number;
  readonly hessian: number;
  readonly count: number;
}

/** A growing tree; it begins as one leaf. */
export class TreeBuilder {
  private readonly splits: NodeSplit[] = [];
  private readonly leftChild: number[] = [];
  private readonly rightChild: number[] = [];
  private readonly nodes: NodeSide[] = [];
  private readonly leaves: NodeSide[];
  private readonly parents: number[] = [-1];

  constructor(root: NodeSide) {
    this.leaves = [root];
  }

  /** Splits a leaf: its number stays with the left side, the right side becomes the last leaf. */
  split(leaf: number, split: NodeSplit): void {
    const node = this.splits.length;
    const right = this.leaves.length;
    const parent = this.parents[leaf]!;
    if (parent >= 0) {
      const children = this.leftChild[parent] === ~leaf ? this.leftChild : this.rightChild;
      children[parent] = node;
    }
    this.nodes.push(this.leaves[leaf]!);
    this.splits.push(split);
    this.leftChild.push(~leaf);
    this.rightChild.push(~right);
    this.leaves[leaf] = split.left;
    this.leaves.push(split.right);
    this.parents[leaf] = node;
    this.parents.push(node);
  }

  /** Replaces what a leaf predicts. */
  setOutput(leaf: number, output: number): void {
    this.leaves[leaf] = { ...this.leaves[leaf]!, output };
  }

  /** The splits as the kernel that predicts binned rows reads them: [5 * (L - 1)]. */
  binSplits(): number[] {
    return this.splits.flatMap(({ feature, thresholdBin, missingBin }, node) => [
      feature,
      thresholdBin,
      missingBin,
      this.leftChild[node]!,
      this.rightChild[node]!,
    ]);
  }

  /** The tree with every value multiplied by `shrinkage`, then `bias` added. */
  build(shrinkage: number, bias: number): Tree {
    const { splits, nodes, leaves } = this;
    const value = ({ output }: NodeSide) => output * shrinkage + bias;
    return {
      splitFeature: Int32Array.from(splits, (split) => split.feature),
      splitGain: Float32Array.from(splits, (split) => split.gain),
      threshold: Float64Array.from(splits, (split) => split.threshold),
      decisionType: Uint8Array.from(splits, (split) => split.decisionType),
      leftChild: Int32Array.from(this.leftChild),
      rightChild: Int32Array.from(this.rightChild),
      leafValue: Float64Array.from(leaves, value),
      leafWeight: Float64Array.from(leaves, (leaf) => leaf.hessian),
      leafCount: Float64Array.from(leaves, (leaf) => leaf.count),
      internalValue: Float64Array.from(nodes, value),
      internalWeight: Float64Array.from(nodes, (node) => node.hessian),
      internalCount: Float64Array.from(nodes, (node) => node.count),
      // LightGBM's word for a tree whose values are no longer multiples of the learning rate.
      shrinkage: bias === 0 ? shrinkage : 1,
    };
  }
}

/** Whether a category is in set number `set`; numbers that are no category are in none. */
export function isInSet({ boundaries, words }: CategorySets, set: number, category: number): boolean {
  const word = boundaries[set]! + (category >> 5);
  return category >= 0 && word < boundaries[set + 1]! && ((words[word]! >>> (category & 31)) & 1) === 1;
}

/** The categories of set number `set`, ascending. */
export function categoriesOf({ boundaries, words }: CategorySets, set: number): number[] {
  const categories: number[] = [];
  for (let word = boundaries[set]!; word < boundaries[set + 1]!; word++) {
    for (let bit = 0; bit < 32; bit++) {
      if (((words[word]! >>> bit) & 1) === 1) categories.push(32 * (word - boundaries[set]!) + bit);
    }
  }
  return categories;
}
