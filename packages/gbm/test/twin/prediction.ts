import type { Matrix } from "@weightcast/core";
import { DEFAULT_LEFT, MISSING, type Tree } from "../../src/model/tree.js";
import { ZERO_THRESHOLD } from "./bin-bounds.js";

/** The leaf of a tree that a row of x ends in. */
export function leafOf(tree: Tree, x: Matrix, row: number): number {
  const { splitFeature, threshold, leftChild, rightChild } = tree;
  const { data } = x;
  const start = row * x.stride;
  let node = splitFeature.length === 0 ? -1 : 0;
  while (node >= 0) {
    const value = data[start + splitFeature[node]!]!;
    const isMissing = Number.isNaN(value) || Math.abs(value) <= ZERO_THRESHOLD;
    const goesLeft = isMissing ? missingGoesLeft(tree, node, value) : value <= threshold[node]!;
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
