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
