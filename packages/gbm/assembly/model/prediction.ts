import { isInSet as isInBinSet } from "../growth/row-partition";

/**
 * A node of a tree for raw values: splits first, then the leaves in their order. A leaf is its own child on both sides, so that rows
 * of different depths can walk side by side without a branch to guess.
 */
@unmanaged
export class Node {
  threshold: f64;
  feature: i32;
  /** 1 if rows whose value is NaN go left. */
  nanLeft: i32;
  left: i32;
  right: i32;
  /**
   * The direction of zeros if zeros count as missing: 1 left, 0 right. It is `CATEGORICAL` at a categorical
   * split, -1 otherwise.
   */
  zeroLeft: i32;
  /** The number of words of a categorical split's set. */
  words: i32;
}

/**
 * At a categorical split, the threshold's bytes contain the offset of its set, whose words are bits of
 * categories.
 */
const CATEGORICAL: i32 = -2;

/** A split of a tree for bins. A child that is not negative is a split, child c < 0 is leaf `~c`. */
@unmanaged
class BinSplit {
  feature: i32;
  /** The last bin of the left side. */
  threshold: i32;
  /** A bin that goes left too; -1 for none, `CATEGORICAL` at a categorical split, whose `threshold` is the bytes before its set. */
  missingBin: i32;
  left: i32;
  right: i32;
}

/** LightGBM's kZeroThreshold, which is a 32-bit float there. */
const ZERO_THRESHOLD: f64 = <f64>(<f32>1e-35);

/**
 * The splits of a model where nothing but the threshold decides, and all kinds of splits: as types, so that the compiler leaves out of
 * the loops over plain splits what only other ones need.
 */
export type PlainSplits = u8;
export type AnySplits = u16;

/**
 * 1 where a row goes to the left child of a node, else 0.
 *
 * @param sets where the sets of categorical splits begin
 */
export function goesLeft<Value extends number, Splits extends number>(
  node: Node,
  row: usize,
  sets: usize,
): i32 {
  const value = <f64>load<Value>(row + <usize>node.feature * sizeof<Value>());
  let left = i32(value <= node.threshold) | (i32(Number.isNaN(value)) & node.nanLeft);
  if (sizeof<Splits>() === sizeof<AnySplits>()) {
    if (node.zeroLeft >= 0 && Math.abs(value) <= ZERO_THRESHOLD) left = node.zeroLeft;
    else if (node.zeroLeft === CATEGORICAL) left = isInSet(node, value, sets);
  }
  return left;
}

function nextOf<Value extends number, Splits extends number>(
  nodes: usize,
  index: i32,
  row: usize,
  sets: usize,
): i32 {
  const node = changetype<Node>(nodes + <usize>index * offsetof<Node>());
  return select(node.left, node.right, goesLeft<Value, Splits>(node, row, sets));
}

function isInSet(node: Node, value: f64, sets: usize): i32 {
  // False for NaN and for numbers that are not categories.
  if (!(value > -1 && value < <f64>(node.words << 5))) return 0;
  const category = <i32>value;
  const set = sets + load<u32>(changetype<usize>(node));
  return (load<u32>(set + ((<usize>(category >> 5)) << 2)) >> (category & 31)) & 1;
}

/**
 * Adds a tree's prediction for each row of x to `scores`.
 *
 * @param x [rows, columns] f32 or f64
 * @param nodes of the tree
 * @param splits how many of them are splits
 * @param leaves [leaves] f64
 * @param sets see goesLeft
 */
export function addPredictions<Value extends number, Splits extends number>(
  x: usize,
  rows: i32,
  columns: i32,
  nodes: usize,
  splits: i32,
  leaves: usize,
  sets: usize,
  scores: usize,
): void {
  const stride = <usize>columns * sizeof<Value>();
  let i = 0;
  // Four rows are handled at a time, so that others proceed while one waits for memory.
  for (; i + 3 < rows; i += 4, x += 4 * stride, scores += 32) {
    let node0 = 0;
    let node1 = 0;
    let node2 = 0;
    let node3 = 0;
    while (min(min(node0, node1), min(node2, node3)) < splits) {
      node0 = nextOf<Value, Splits>(nodes, node0, x, sets);
      node1 = nextOf<Value, Splits>(nodes, node1, x + stride, sets);
      node2 = nextOf<Value, Splits>(nodes, node2, x + 2 * stride, sets);
      node3 = nextOf<Value, Splits>(nodes, node3, x + 3 * stride, sets);
    }
    addTo(scores, leaves, node0 - splits);
    addTo(scores + 8, leaves, node1 - splits);
    addTo(scores + 16, leaves, node2 - splits);
    addTo(scores + 24, leaves, node3 - splits);
  }
  for (; i < rows; i++, x += stride, scores += 8) {
    let node = 0;
    while (node < splits) node = nextOf<Value, Splits>(nodes, node, x, sets);
    addTo(scores, leaves, node - splits);
  }
}

function addTo(scores: usize, leaves: usize, leaf: i32): void {
  store<f64>(scores, load<f64>(scores) + load<f64>(leaves + ((<usize>leaf) << 3)));
}

/**
 * Adds a tree's prediction for binned rows to their scores.
 *
 * @param bins [features, rowsOfBins]
 * @param rows [count] u32: which rows; 0 for the first `count`
 * @param sets where the sets of categorical splits begin; 0 where there are no such splits
 * @param scores [rowsOfBins] f64
 */
export function addBinnedPredictions<Bin extends number>(
  bins: usize,
  rowsOfBins: i32,
  rows: usize,
  count: i32,
  splits: usize,
  leaves: usize,
  sets: usize,
  scores: usize,
): void {
  for (let i = 0; i < count; i++) {
    const row = <usize>(rows === 0 ? i : load<i32>(rows + ((<usize>i) << 2)));
    let node = 0;
    while (node >= 0) {
      const split = changetype<BinSplit>(splits + <usize>node * offsetof<BinSplit>());
      const at = (<usize>split.feature * rowsOfBins + row) * sizeof<Bin>();
      const bin = <i32>load<Bin>(bins + at);
      let goesLeft = i32(bin <= split.threshold) | i32(bin === split.missingBin);
      if (sets !== 0 && split.missingBin === CATEGORICAL) {
        goesLeft = <i32>isInBinSet(sets + split.threshold, <u32>bin);
      }
      node = select(split.left, split.right, goesLeft);
    }
    addTo(scores + (row << 3), leaves, ~node);
  }
}
