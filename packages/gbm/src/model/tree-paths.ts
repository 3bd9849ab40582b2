import { UsageError } from "@weightcast/core";
import type { Tree } from "./tree.js";

/** A feature that occurs on the path to a leaf. */
interface PathFeature {
  readonly column: number;
  /** The share of the training rows at the splits on the feature that go on along the path: the product over these splits. */
  share: number;
}

/** A split on the path to a leaf. */
interface PathStep {
  readonly split: number;
  readonly goesLeft: boolean;
  /** The index of the split's feature among the features of the path. */
  readonly feature: number;
}

/** The path from the root to a leaf. */
export interface LeafPath {
  readonly features: readonly PathFeature[];
  readonly steps: readonly PathStep[];
}

/** The number of bits in a mask of the features of a path. */
const MOST_FEATURES = 63;

/**
 * Collects the paths to all leaves of a tree, in the order of the leaves.
 *
 * @throws UsageError where a path asks about more features than can be told apart
 */
export function pathsOf(tree: Tree): LeafPath[] {
  const paths: LeafPath[] = new Array(tree.leafValue.length);
  const open: { node: number; path: LeafPath }[] = [
    { node: tree.splitFeature.length === 0 ? ~0 : 0, path: { features: [], steps: [] } },
  ];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { node, path } = next;
    if (node < 0) {
      paths[~node] = path;
      continue;
    }
    for (const goesLeft of [true, false]) {
      const child = goesLeft ? tree.leftChild[node]! : tree.rightChild[node]!;
      open.push({ node: child, path: extended(path, tree, node, goesLeft, child) });
    }
  }
  return paths;
}

function extended(path: LeafPath, tree: Tree, split: number, goesLeft: boolean, child: number): LeafPath {
  const column = tree.splitFeature[split]!;
  const share = countOf(tree, child) / tree.internalCount[split]!;
  const features = path.features.map((feature) => ({ ...feature }));
  let place = features.findIndex((feature) => feature.column === column);
  if (place < 0) place = features.push({ column, share: 1 }) - 1;
  if (features.length > MOST_FEATURES) {
    throw new UsageError(
      `a path of a tree asks about more than ${MOST_FEATURES} features: its contributions cannot be told apart`,
    );
  }
  features[place]!.share *= share;
  return { features, steps: [...path.steps, { split, goesLeft, feature: place }] };
}

function countOf(tree: Tree, child: number): number {
  return child < 0 ? tree.leafCount[~child]! : tree.internalCount[child]!;
}

/** Computes the mean prediction of a tree over its training rows. */
export function expectedValue(tree: Tree): number {
  if (tree.splitFeature.length === 0) return tree.leafValue[0]!;
  const total = tree.internalCount[0]!;
  return tree.leafValue.reduce((sum, value, leaf) => sum + (tree.leafCount[leaf]! / total) * value, 0);
}
