import type { LinearLeaves, Tree } from "./tree.js";

/** LightGBM's kZeroThreshold, a float there: smaller values become 0. */
const ZERO_THRESHOLD = Math.fround(1e-35);

/** A tree whose values are multiplied by a factor (LightGBM's Tree::Shrinkage). */
export function scaledTree(tree: Tree, factor: number): Tree {
  return {
    ...tree,
    leafValue: scaled(tree.leafValue, factor),
    internalValue: scaled(tree.internalValue, factor),
    shrinkage: tree.shrinkage * factor,
    ...(tree.linear === undefined ? {} : { linear: scaledLeaves(tree.linear, factor, 0) }),
  };
}

/** Linear leaves whose values are multiplied by a factor, then have `bias` added. */
export function scaledLeaves(
  { constants, features, coefficients }: LinearLeaves,
  factor: number,
  bias: number,
): LinearLeaves {
  return {
    constants: scaled(constants, factor).map((value) => value + bias),
    features,
    coefficients: coefficients.map((values) => scaled(values, factor)),
  };
}

function scaled(values: Float64Array, factor: number): Float64Array {
  return values.map((value) => (Math.abs(value * factor) <= ZERO_THRESHOLD ? 0 : value * factor));
}
