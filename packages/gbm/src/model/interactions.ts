import { type Matrix, UsageError } from "@weightcast/core";
import type { Tree } from "./tree.js";
import { expectedValue, type LeafPath, pathsOf } from "./tree-paths.js";
import { goesLeft } from "./tree-walk.js";

/** A path to a leaf, and what its features share of the leaf's value, by which of its questions a row answers as the path does. */
interface SharedPath extends LeafPath {
  readonly value: number;
  readonly shares: Map<string, Float64Array>;
}

/**
 * What pairs of features contribute together to the raw scores of rows (SHAP interaction values).
 *
 * @param x [rows, columns]
 * @param treesPerRound scores of a row
 * @returns [rows, scores of a row, columns + 1, columns + 1]: entry (i, j) is half of what columns i and j contribute together, entry (i, i)
 *   what column i contributes alone, and the last one the mean score
 */
export function interactionsOf(trees: readonly Tree[], treesPerRound: number, x: Matrix): Float64Array {
  if (trees.some(({ linear }) => linear !== undefined)) {
    throw new UsageError("interactions are not computed for linear trees");
  }
  const width = x.columns + 1;
  const result = new Float64Array(x.rows * treesPerRound * width * width);
  for (const [number, tree] of trees.entries()) {
    const paths = pathsOf(tree).map(
      (path, leaf): SharedPath => ({ ...path, value: tree.leafValue[leaf]!, shares: new Map() }),
    );
    const mean = expectedValue(tree);
    for (let row = 0; row < x.rows; row++) {
      const start = (row * treesPerRound + (number % treesPerRound)) * width * width;
      const own = result.subarray(start, start + width * width);
      for (const path of paths) addPath(path, tree, x, row, width, own);
      own[width * width - 1]! += mean;
    }
  }
  return result;
}

function addPath(
  path: SharedPath,
  tree: Tree,
  { data, stride }: Matrix,
  row: number,
  width: number,
  result: Float64Array,
): void {
  const { features, steps } = path;
  const follows = features.map(() => 1);
  for (const step of steps) {
    const value = data[row * stride + tree.splitFeature[step.split]!]!;
    if (goesLeft(tree, step.split, value) !== step.goesLeft) follows[step.feature] = 0;
  }
  const key = follows.join("");
  const shares = path.shares.get(key) ?? sharesOfPairs(path, follows);
  path.shares.set(key, shares);
  for (const [i, { column: a }] of features.entries()) {
    for (const [j, { column: b }] of features.entries()) {
      result[a * width + b]! += shares[i * features.length + j]!;
    }
  }
}

/**
 * Shares a leaf's value among the pairs of features of its path, and among the features themselves on the diagonal.
 *
 * @param follows for each feature 1 where a row answers as the path does, else 0
 */
function sharesOfPairs({ features, value }: SharedPath, follows: readonly number[]): Float64Array {
  const count = features.length;
  const shares = new Float64Array(count * count);
  // What a feature changes where it is known.
  const gains = features.map(({ share }, i) => follows[i]! - share);
  for (let i = 0; i < count; i++) {
    shares[i * count + i]! += value * gains[i]! * weightedSubsets(features, follows, [i]);
    for (let j = 0; j < i; j++) {
      const together = (value * gains[i]! * gains[j]! * weightedSubsets(features, follows, [i, j])) / 2;
      shares[i * count + j] = together;
      shares[j * count + i] = together;
      shares[i * count + i]! -= together;
      shares[j * count + j]! -= together;
    }
  }
  return shares;
}

/**
 * The mean over the orders in which features become known of the product over all features but `without`: of what a known one says of the
 * row, and of the share of the training rows of an unknown one. Those of `without` count as one feature that comes at a random place.
 */
function weightedSubsets(
  features: LeafPath["features"],
  follows: readonly number[],
  without: readonly number[],
): number {
  // terms[k]: the sum of the products in which k features are known.
  let terms = [1];
  for (const [i, { share }] of features.entries()) {
    if (without.includes(i)) continue;
    const next = new Array<number>(terms.length + 1).fill(0);
    for (const [k, term] of terms.entries()) {
      next[k]! += term * share;
      next[k + 1]! += term * follows[i]!;
    }
    terms = next;
  }
  const others = terms.length - 1;
  // One over the number of subsets of k of the others, and over the places of the one that comes.
  let weight = 1 / (others + 1);
  let sum = 0;
  for (const [k, term] of terms.entries()) {
    sum += weight * term;
    weight *= (k + 1) / (others - k);
  }
  return sum;
}
