import type { Matrix } from "@weightcast/core";
import { CATEGORICAL, DEFAULT_LEFT, isInSet, MISSING, type Tree } from "./tree.js";

/** LightGBM's kZeroThreshold, a float there: where zeros count as missing, so do smaller numbers. */
const ZERO_THRESHOLD = Math.fround(1e-35);
/** LightGBM reads categories as 32-bit numbers. */
const MOST_CATEGORY = 2 ** 31 - 1;

/** Finds the leaf of a tree in which row `row` of x ends. */
export function leafOf(tree: Tree, x: Matrix, row: number): number {
  const { splitFeature, leftChild, rightChild } = tree;
  const start = row * x.stride;
  let node = splitFeature.length === 0 ? ~0 : 0;
  while (node >= 0) {
    const value = x.data[start + splitFeature[node]!]!;
    node = goesLeft(tree, node, value) ? leftChild[node]! : rightChild[node]!;
  }
  return ~node;
}

/** Returns the value that a tree adds to the score of row `row` of x. */
export function scoreOf(tree: Tree, x: Matrix, row: number): number {
  const leaf = leafOf(tree, x, row);
  return linearValue(tree, leaf, x, row, (value) => value);
}

/**
 * Returns the amount that a leaf adds to the score of row `row` of x, which ends in that leaf.
 *
 * @param round what becomes of the values of the row before they are multiplied
 */
export function linearValue(
  tree: Tree,
  leaf: number,
  x: Matrix,
  row: number,
  round: (value: number) => number,
): number {
  if (tree.linear === undefined) return tree.leafValue[leaf]!;
  const { constants, features, coefficients } = tree.linear;
  let score = constants[leaf]!;
  for (const [i, feature] of features[leaf]!.entries()) {
    const value = round(x.data[row * x.stride + feature]!);
    if (Number.isNaN(value)) return tree.leafValue[leaf]!;
    score += coefficients[leaf]![i]! * value;
  }
  return score;
}

/** Returns whether a value goes to the left child of a split. */
export function goesLeft(tree: Tree, split: number, value: number): boolean {
  const type = tree.decisionType[split]!;
  const threshold = tree.threshold[split]!;
  if ((type & CATEGORICAL) !== 0) {
    return value > -1 && value <= MOST_CATEGORY && isInSet(tree.categories!, threshold, Math.trunc(value));
  }
  const missing = type >> 2;
  if (Number.isNaN(value)) return missing === MISSING.none ? threshold >= 0 : (type & DEFAULT_LEFT) !== 0;
  if (missing === MISSING.zero && Math.abs(value) <= ZERO_THRESHOLD) return (type & DEFAULT_LEFT) !== 0;
  return value <= threshold;
}

/** The leaf of each tree that each row of x ends in: [rows, trees]. */
export function leavesOf(trees: readonly Tree[], x: Matrix): Int32Array {
  const leaves = new Int32Array(x.rows * trees.length);
  for (const [number, tree] of trees.entries()) {
    for (let row = 0; row < x.rows; row++) leaves[row * trees.length + number] = leafOf(tree, x, row);
  }
  return leaves;
}
