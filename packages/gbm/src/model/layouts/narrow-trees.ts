import { DEFAULT_LEFT, MISSING, type Tree } from "../tree.js";
import type { KernelTrees } from "./kernel-trees.js";

/** The largest number of leaves of a narrow tree: a bit for each. */
const MOST_LEAVES = 32;
/** Bytes of a split: its threshold, the bits of the leaves on its left, its column; see `NarrowSplit` in assembly/model/narrow-prediction.ts. */
const SPLIT_BYTES = 16;
/** The smallest f32 above 0. */
const SMALLEST_FLOAT = 2 ** -149;

/** A split, and the bits of the leaves on its left. */
interface NarrowSplit {
  readonly split: number;
  readonly leftLeaves: number;
}

/** Whether trees that nothing but thresholds decides have few enough leaves. */
export function areNarrow(trees: readonly Tree[]): boolean {
  return trees.every(({ leafValue }) => leafValue.length <= MOST_LEAVES);
}

/**
 * Packs narrow trees for rows of f32 or f64.
 *
 * @param trees whose splits are decided by thresholds, and whose leaves are constants
 * @param isDouble whether the values of the rows are f64
 */
export function packNarrowTrees(trees: readonly Tree[], isDouble: boolean): KernelTrees {
  const splitCount = trees.reduce((sum, { splitFeature }) => sum + splitFeature.length, 0);
  const leafCount = trees.reduce((sum, { leafValue }) => sum + leafValue.length, 0);
  const nodes = new Uint8Array(SPLIT_BYTES * splitCount);
  const leaves = new Float64Array(leafCount);
  const view = new DataView(nodes.buffer);
  const table: number[] = [];
  let firstSplit = 0;
  let firstLeaf = 0;
  for (const tree of trees) {
    const { splits, order } = leftLeavesOf(tree);
    leaves.set(
      order.map((leaf) => tree.leafValue[leaf]!),
      firstLeaf,
    );
    const [nanRight, nanLeft] = [false, true].map((isLeft) =>
      splits.filter(({ split }) => nanGoesLeft(tree, split) === isLeft),
    ) as [NarrowSplit[], NarrowSplit[]];
    table.push(SPLIT_BYTES * firstSplit, 8 * firstLeaf, nanRight.length, nanLeft.length);
    for (const { split, leftLeaves } of [...nanRight, ...nanLeft]) {
      const at = SPLIT_BYTES * firstSplit++;
      const threshold = tree.threshold[split]!;
      if (isDouble) view.setFloat64(at, threshold, true);
      else view.setFloat32(at, floatAtMost(threshold), true);
      view.setUint32(at + 8, leftLeaves, true);
      view.setUint32(at + 12, tree.splitFeature[split]!, true);
    }
    firstLeaf += order.length;
  }
  return {
    kernel: "predictNarrow",
    table: Uint32Array.from(table),
    nodes,
    leaves,
    sets: new Uint32Array(0),
    hasSpecialSplits: false,
  };
}

/** The splits of a tree, and its leaves from the left to the right. */
function leftLeavesOf({ leftChild, rightChild }: Tree): {
  readonly splits: readonly NarrowSplit[];
  readonly order: readonly number[];
} {
  const splits: NarrowSplit[] = [];
  const order: number[] = [];
  const visit = (node: number): void => {
    if (node < 0) {
      order.push(~node);
      return;
    }
    const begin = order.length;
    visit(leftChild[node]!);
    splits.push({ split: node, leftLeaves: bitsBetween(begin, order.length) });
    visit(rightChild[node]!);
  };
  visit(leftChild.length === 0 ? ~0 : 0);
  return { splits, order };
}

/** Bits `begin` to `end - 1`, of which there is one at least and 31 at most. */
function bitsBetween(begin: number, end: number): number {
  return (2 ** (end - begin) - 1) * 2 ** begin;
}

/** If NaN is not a missing value, it is read as zero. */
function nanGoesLeft({ decisionType, threshold }: Tree, split: number): boolean {
  const type = decisionType[split]!;
  return type >> 2 === MISSING.none ? 0 <= threshold[split]! : (type & DEFAULT_LEFT) !== 0;
}

/** The largest f32 that is at most a number: an f32 is at most the one where it is at most the other. */
function floatAtMost(number: number): number {
  const [nearest] = Float32Array.of(number) as unknown as [number];
  if (!(nearest > number)) return nearest;
  if (nearest === 0) return -SMALLEST_FLOAT;
  const bits = new Int32Array(Float32Array.of(nearest).buffer);
  bits[0]! += nearest > 0 ? -1 : 1;
  return new Float32Array(bits.buffer)[0]!;
}
