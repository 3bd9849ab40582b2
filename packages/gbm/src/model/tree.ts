/**
 * A regression tree of L leaves and L - 1 splits, split 0 the root. A child that is not negative is a split, child c < 0
 * is leaf `~c`. At a numerical split a value goes left where it is at most the threshold, at a categorical one where the category is one
 * of the split's set; `decisionType` says which kind a split is, and where missing values go.
 */
export interface Tree {
  /** The column that each split compares: [L - 1]. */
  readonly splitFeature: Int32Array;
  /** The amount by which each split lowered the loss, f32 as in LightGBM: [L - 1]. */
  readonly splitGain: Float32Array;
  /** [L - 1]: infinity where only missing values go right; at a categorical split the number of its set in `categories`. */
  readonly threshold: Float64Array;
  /**
   * [L - 1], in LightGBM's encoding: bit 0 says that the split is categorical, bit 1 that missing values go left, bits 2 and 3
   * which values are missing: 0 none (NaN is read as zero), 1 zero and NaN, 2 NaN.
   */
  readonly decisionType: Uint8Array;
  /** The left child of each split: [L - 1]. */
  readonly leftChild: Int32Array;
  /** The right child of each split: [L - 1]. */
  readonly rightChild: Int32Array;
  /** The value that a row that ends in the leaf adds to its prediction: [L]. */
  readonly leafValue: Float64Array;
  /** The sum of the hessians of the training rows in each leaf: [L]. */
  readonly leafWeight: Float64Array;
  /** The number of training rows in each leaf: [L]. */
  readonly leafCount: Float64Array;
  /** The value that each split would have as a leaf: [L - 1]. */
  readonly internalValue: Float64Array;
  /** The sum of the hessians of the training rows at each split: [L - 1]. */
  readonly internalWeight: Float64Array;
  /** The number of training rows at each split: [L - 1]. */
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

/**
 * The functions in the leaves of a linear tree: a constant plus a sum of features, each multiplied by a
 * coefficient.
 */
export interface LinearLeaves {
  /** The constant of each leaf: [L]. */
  readonly constants: Float64Array;
  /**
   * The columns that each leaf multiplies: [L]. For a row in which one of them is NaN, the leaf predicts its
   * `leafValue`.
   */
  readonly features: readonly Int32Array[];
  /** The coefficients of the columns of each leaf: [L]. */
  readonly coefficients: readonly Float64Array[];
}

/** The missing type: bits 2 and 3 of a decision type. */
export const MISSING = { none: 0, zero: 1, nan: 2 } as const;

/** Whether a split is categorical: bit 0 of a decision type. */
export const CATEGORICAL = 1;

/** Whether missing values go left: bit 1 of a decision type. */
export const DEFAULT_LEFT = 2;

/** Returns whether a category is in set number `set`. Numbers that are not categories are in no set. */
export function isInSet({ boundaries, words }: CategorySets, set: number, category: number): boolean {
  const word = boundaries[set]! + (category >> 5);
  return category >= 0 && word < boundaries[set + 1]! && ((words[word]! >>> (category & 31)) & 1) === 1;
}

/** Returns the categories of set number `set`, ascending. */
export function categoriesOf({ boundaries, words }: CategorySets, set: number): number[] {
  const categories: number[] = [];
  for (let word = boundaries[set]!; word < boundaries[set + 1]!; word++) {
    for (let bit = 0; bit < 32; bit++) {
      if (((words[word]! >>> bit) & 1) === 1) categories.push(32 * (word - boundaries[set]!) + bit);
    }
  }
  return categories;
}
