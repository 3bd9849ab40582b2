import type { Matrix } from "@weightcast/core";
import { ZERO_THRESHOLD } from "./bin-bounds.js";
import { DEFAULT_LEFT, MISSING, type Tree } from "./tree.js";

/** Adds a tree's prediction for rows `begin` to `end` of x to `scores` [rows]. */
export function addPredictions(
  tree: Tree,
  x: Matrix,
  begin: number,
  end: number,
  scores: Float64Array,
): void {
  const zeroIsMissing = hasZeroMissing(tree);
  for (let row = begin; row < end; row++) {
    scores[row]! += tree.leafValue[leafOf(tree, x, row, zeroIsMissing)]!;
  }
}

/** Adds a tree's prediction for the rows of x that `rows` names to `scores` [x.rows]. */
export function addPredictionsOfRows(tree: Tree, x: Matrix, rows: Int32Array, scores: Float64Array): void {
  const zeroIsMissing = hasZeroMissing(tree);
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i]!;
    scores[row]! += tree.leafValue[leafOf(tree, x, row, zeroIsMissing)]!;
  }
}

function hasZeroMissing({ decisionType }: Tree): boolean {
  return decisionType.some((type) => type >> 2 === MISSING.zero);
}

function leafOf(tree: Tree, x: Matrix, row: number, zeroIsMissing: boolean): number {
  const { splitFeature, threshold, leftChild, rightChild } = tree;
  const { data } = x;
  const start = row * x.stride;
  let node = splitFeature.length === 0 ? -1 : 0;
  while (node >= 0) {
    const value = data[start + splitFeature[node]!]!;
    let goesLeft = value <= threshold[node]!;
    // NaN is the only value that is not itself.
    // biome-ignore lint/suspicious/noSelfCompare: the fastest test for NaN
    if (value !== value || (zeroIsMissing && Math.abs(value) <= ZERO_THRESHOLD)) {
      goesLeft = missingGoesLeft(tree, node, value);
    }
    node = goesLeft ? leftChild[node]! : rightChild[node]!;
  }
  return ~node;
}

/** Where NaN or a zero goes. */
function missingGoesLeft({ decisionType, threshold }: Tree, node: number, value: number): boolean {
  const type = decisionType[node]!;
  const missing = type >> 2;
  if (missing === MISSING.zero || (missing === MISSING.nan && Number.isNaN(value))) {
    return (type & DEFAULT_LEFT) !== 0;
  }
  return (Number.isNaN(value) ? 0 : value) <= threshold[node]!;
}
