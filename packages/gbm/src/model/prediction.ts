import type { Matrix } from "@weightcast/core";
import { BoostingMemory } from "../growth/boosting-memory.js";
import { ScoreTable } from "../objectives/score-table.js";
import { DEFAULT_LEFT, MISSING, type Tree } from "./tree.js";

/** Turns raw scores into predictions, in place. */
export type Link = (scores: ScoreTable) => void;

/** Trees as the kernel reads them. */
export interface PackedTrees {
  /** Of each tree its splits, then its leaves; 32 bytes each: threshold f64, then i32: feature, nanLeft, left, right, zeroLeft. */
  readonly nodes: Uint8Array;
  readonly leaves: Float64Array;
  readonly places: readonly TreePlace[];
  /** Whether zeros count as missing anywhere. */
  readonly zeroIsMissing: boolean;
}

interface TreePlace {
  /** Bytes before the tree's nodes and before its leaves. */
  readonly nodes: number;
  readonly leaves: number;
  readonly splits: number;
}

const NODE_BYTES = 32;

/** Rows that all trees predict before the next ones: few enough bytes that they stay in cache. */
const BLOCK_BYTES = 1 << 18;
const LEAST_BLOCK_ROWS = 64;

export function packTrees(trees: readonly Tree[]): PackedTrees {
  const places: TreePlace[] = [];
  let nodes = 0;
  let leaves = 0;
  for (const { splitFeature, leafValue } of trees) {
    places.push({ nodes, leaves, splits: splitFeature.length });
    nodes += NODE_BYTES * (splitFeature.length + leafValue.length);
    leaves += 8 * leafValue.length;
  }
  const packed = new Uint8Array(nodes);
  const values = new Float64Array(leaves / 8);
  for (const [number, tree] of trees.entries()) {
    const place = places[number]!;
    values.set(tree.leafValue, place.leaves / 8);
    packTree(tree, new DataView(packed.buffer, place.nodes));
  }
  const zeroIsMissing = trees.some(({ decisionType }) =>
    decisionType.some((type) => type >> 2 === MISSING.zero),
  );
  return { nodes: packed, leaves: values, places, zeroIsMissing };
}

function packTree(tree: Tree, view: DataView): void {
  const { splitFeature, threshold, decisionType, leftChild, rightChild, leafValue } = tree;
  const splits = splitFeature.length;
  const nodeOf = (child: number) => (child >= 0 ? child : splits + ~child);
  for (const [split, feature] of splitFeature.entries()) {
    const at = split * NODE_BYTES;
    const missing = decisionType[split]! >> 2;
    const defaultLeft = (decisionType[split]! & DEFAULT_LEFT) === 0 ? 0 : 1;
    const zeroGoesLeft = 0 <= threshold[split]! ? 1 : 0;
    view.setFloat64(at, threshold[split]!, true);
    view.setInt32(at + 8, feature, true);
    // Where NaN is not a missing value, it is read as zero.
    view.setInt32(at + 12, missing === MISSING.none ? zeroGoesLeft : defaultLeft, true);
    view.setInt32(at + 16, nodeOf(leftChild[split]!), true);
    view.setInt32(at + 20, nodeOf(rightChild[split]!), true);
    view.setInt32(at + 24, missing === MISSING.zero ? defaultLeft : -1, true);
  }
  for (let leaf = 0; leaf < leafValue.length; leaf++) {
    const node = splits + leaf;
    view.setInt32(node * NODE_BYTES + 16, node, true);
    view.setInt32(node * NODE_BYTES + 20, node, true);
    view.setInt32(node * NODE_BYTES + 24, -1, true);
  }
}

let sharedByAll: BoostingMemory | undefined;

/**
 * The sum of the leaves of all trees for each row of x [rows, columns], through the objective's link; returns [rows].
 */
export function predictRows(trees: PackedTrees, x: Matrix, link: Link | undefined): Float64Array {
  // One memory for all boosters: each takes gigabytes of addresses, and predictions are made one at a time.
  sharedByAll ??= new BoostingMemory(false);
  const memory = sharedByAll;
  memory.clear();
  const isDouble = x.data instanceof Float64Array;
  const rowBytes = x.columns * (isDouble ? 8 : 4);
  const blockRows = Math.min(x.rows, Math.max(LEAST_BLOCK_ROWS, Math.floor(BLOCK_BYTES / rowBytes)));
  const nodes = memory.allocate(trees.nodes.length);
  const leaves = memory.allocate(8 * trees.leaves.length);
  const values = memory.allocate(blockRows * rowBytes);
  const scores = memory.allocate(8 * blockRows);
  memory.u8(nodes, trees.nodes.length).set(trees.nodes);
  memory.f64(leaves, trees.leaves.length).set(trees.leaves);
  const block = isDouble
    ? memory.f64(values, blockRows * x.columns)
    : memory.f32(values, blockRows * x.columns);
  const blockScores = memory.f64(scores, blockRows);
  const predictions = new Float64Array(x.rows);
  for (let begin = 0; begin < x.rows; begin += blockRows) {
    const rows = Math.min(blockRows, x.rows - begin);
    for (let row = 0; row < rows; row++) {
      const start = (begin + row) * x.stride;
      block.set(x.data.subarray(start, start + x.columns), row * x.columns);
    }
    blockScores.fill(0);
    for (const place of trees.places) {
      memory.kernels.predict(
        isDouble,
        values,
        rows,
        x.columns,
        nodes + place.nodes,
        place.splits,
        leaves + place.leaves,
        trees.zeroIsMissing,
        scores,
      );
    }
    link?.(new ScoreTable(memory, scores, rows, 1));
    predictions.set(blockScores.subarray(0, rows), begin);
  }
  return predictions;
}
