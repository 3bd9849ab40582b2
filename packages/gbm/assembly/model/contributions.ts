import { AnySplits, goesLeft, Node } from "./prediction";

// Contributions of features to predictions (Shapley values, as TreeSHAP computes them). A leaf's path asks about some features, each
// once or several times. How a leaf's value is shared among them depends only on which of their questions a row answers as the path
// does: a mask of one bit for each feature of the path.

/** A leaf and the path from the root to it. */
@unmanaged
class LeafPath {
  value: f64;
  /** The features at the splits of the path: [features] PathFeature. */
  features: usize;
  featureCount: i32;
  /** The splits from the root to the leaf: [steps] PathStep. */
  steps: usize;
  stepCount: i32;
  /** [2^features, features] f64: what each feature contributes, by mask; 0 where it is not kept. */
  table: usize;
  unused: i32;
}

/** A feature that occurs at a split of a path. */
@unmanaged
class PathFeature {
  /** The share of the training rows at the splits on the feature that go on along the path. */
  share: f64;
  column: i32;
  unused: i32;
}

/** A split on a path. */
@unmanaged
class PathStep {
  split: i32;
  /** 1 if the path continues to the left child. */
  left: i32;
  /** The index of the split's feature among the features of the path. */
  feature: i32;
  unused: i32;
}

export function leafPathBytes(): usize {
  return offsetof<LeafPath>();
}

function pathAt(paths: usize, leaf: i32): LeafPath {
  return changetype<LeafPath>(paths + <usize>leaf * offsetof<LeafPath>());
}

function featureAt(path: LeafPath, i: i32): PathFeature {
  return changetype<PathFeature>(path.features + <usize>i * offsetof<PathFeature>());
}

/**
 * Fills the tables of the paths that have one.
 *
 * @param scratch memory for [features of the longest path + 1] f64
 */
export function fillContributionTables(paths: usize, leaves: i32, scratch: usize): void {
  for (let leaf = 0; leaf < leaves; leaf++) {
    const path = pathAt(paths, leaf);
    if (path.table === 0) continue;
    const masks = 1 << path.featureCount;
    const bytes = (<usize>path.featureCount) << 3;
    for (let mask = 0; mask < masks; mask++) shareLeaf(path, mask, scratch, path.table + <usize>mask * bytes);
  }
}

/**
 * Adds what each feature contributes to the scores of a tree.
 *
 * @param x [rows, columns] f32 or f64
 * @param nodes of the tree
 * @param sets see goesLeft
 * @param paths [leaves] LeafPath
 * @param answers memory for [splits] i32
 * @param scratch memory for [2, features of the longest path + 1] f64
 * @param expected the mean of the tree over its training rows
 * @param contributions [rows] of `stride` f64 each: one a column, then the mean
 */
export function addContributionsOf<Value extends number>(
  x: usize,
  rows: i32,
  columns: i32,
  nodes: usize,
  splits: i32,
  sets: usize,
  paths: usize,
  answers: usize,
  scratch: usize,
  scratchLength: i32,
  expected: f64,
  contributions: usize,
  stride: i32,
): void {
  const spare = scratch + ((<usize>scratchLength) << 3);
  for (let row = 0; row < rows; row++) {
    for (let split = 0; split < splits; split++) {
      const node = changetype<Node>(nodes + <usize>split * offsetof<Node>());
      store<i32>(answers + ((<usize>split) << 2), goesLeft<Value, AnySplits>(node, x, sets));
    }
    for (let leaf = 0; leaf <= splits; leaf++) {
      const path = pathAt(paths, leaf);
      const mask = maskOf(path, answers);
      let shares = spare;
      if (path.table !== 0) shares = path.table + <usize>mask * ((<usize>path.featureCount) << 3);
      else shareLeaf(path, mask, scratch, spare);
      for (let i = 0; i < path.featureCount; i++, shares += 8) {
        const place = contributions + ((<usize>featureAt(path, i).column) << 3);
        store<f64>(place, load<f64>(place) + load<f64>(shares));
      }
    }
    const mean = contributions + ((<usize>columns) << 3);
    store<f64>(mean, load<f64>(mean) + expected);
    x += <usize>columns * sizeof<Value>();
    contributions += (<usize>stride) << 3;
  }
}

/** A tree among those that explain a block of rows. */
@unmanaged
class ExplainedTree {
  expected: f64;
  nodes: usize;
  splits: i32;
  paths: usize;
  /** Bytes before the contributions to the score that the tree adds to. */
  offset: usize;
}

export function explainedTreeBytes(): usize {
  return offsetof<ExplainedTree>();
}

/**
 * Adds what each feature contributes to the scores of several trees; the rest as in addContributionsOf.
 *
 * @param trees [treeCount] ExplainedTree
 * @param answerBytes bytes of the answers at all splits of the largest tree, a multiple of 8
 * @param scratch memory for those, and behind them for [2, scratchLength] f64
 */
export function addContributionsOfAll<Value extends number>(
  x: usize,
  rows: i32,
  columns: i32,
  trees: usize,
  treeCount: i32,
  sets: usize,
  answerBytes: usize,
  scratchLength: i32,
  contributions: usize,
  stride: i32,
  scratch: usize,
): void {
  for (let i = 0; i < treeCount; i++) {
    const tree = changetype<ExplainedTree>(trees + <usize>i * offsetof<ExplainedTree>());
    addContributionsOf<Value>(
      x,
      rows,
      columns,
      tree.nodes,
      tree.splits,
      sets,
      tree.paths,
      scratch,
      scratch + answerBytes,
      scratchLength,
      tree.expected,
      contributions + tree.offset,
      stride,
    );
  }
}

/**
 * Returns the features of a path at which a row takes the direction of the path, given the row's directions
 * at all splits.
 */
function maskOf(path: LeafPath, answers: usize): u64 {
  let missed: u64 = 0;
  const end = path.steps + <usize>path.stepCount * offsetof<PathStep>();
  for (let at = path.steps; at < end; at += offsetof<PathStep>()) {
    const step = changetype<PathStep>(at);
    const answer = load<i32>(answers + ((<usize>step.split) << 2));
    missed |= (<u64>(answer ^ step.left)) << (<u64>step.feature);
  }
  return ~missed & (((<u64>1) << (<u64>path.featureCount)) - 1);
}

/**
 * Shares a leaf's value among the features of its path (ExtendPath and UnwoundPathSum of LightGBM's TreeSHAP).
 *
 * @param mask bit i says whether the row answers as the path does about feature i
 * @param weights memory for [features + 1] f64: after all features, weight k is that of the subsets of k of them
 * @param shares [features] f64, written
 */
function shareLeaf(path: LeafPath, mask: u64, weights: usize, shares: usize): void {
  const count = path.featureCount;
  store<f64>(weights, 1);
  for (let depth = 1; depth <= count; depth++) {
    const share = featureAt(path, depth - 1).share;
    const follows = ((mask >> <u64>(depth - 1)) & 1) !== 0;
    store<f64>(weights + ((<usize>depth) << 3), 0);
    for (let i = depth - 1; i >= 0; i--) {
      const at = weights + ((<usize>i) << 3);
      const weight = load<f64>(at);
      if (follows) store<f64>(at, load<f64>(at, 8) + (weight * <f64>(i + 1)) / <f64>(depth + 1), 8);
      store<f64>(at, (share * weight * <f64>(depth - i)) / <f64>(depth + 1));
    }
  }
  const size = <f64>(count + 1);
  for (let k = 0; k < count; k++) {
    const share = featureAt(path, k).share;
    const follows = ((mask >> <u64>k) & 1) !== 0;
    let total: f64 = 0;
    if (follows) {
      let next = load<f64>(weights + ((<usize>count) << 3));
      for (let i = count - 1; i >= 0; i--) {
        const part = (next * size) / <f64>(i + 1);
        total += part;
        next = load<f64>(weights + ((<usize>i) << 3)) - (part * share * <f64>(count - i)) / size;
      }
    } else if (share > 0) {
      for (let i = count - 1; i >= 0; i--) {
        total += (load<f64>(weights + ((<usize>i) << 3)) / share / <f64>(count - i)) * size;
      }
    }
    store<f64>(shares + ((<usize>k) << 3), total * ((follows ? 1 : 0) - share) * path.value);
  }
}
