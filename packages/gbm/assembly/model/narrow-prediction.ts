// Predictions of trees with at most 32 leaves. All splits of a tree are decided for eight rows together, without a branch: each row
// has a bit for each leaf, from the left to the right, and where a row goes right at a split it loses the bits of the leaves on the left.
// The first bit that is left is that of the row's leaf (the algorithm is known as QuickScorer).

/** The number of rows that are decided together. */
const GROUP: i32 = 8;

/** The number of rows that all trees predict before the next ones: few enough that their values stay in cache. */
const BLOCK: i32 = 64;

/** A split; it begins with its threshold, in the type of the rows' values. */
@unmanaged
class NarrowSplit {
  threshold: f64;
  /** The bits of the leaves on its left. */
  leftLeaves: u32;
  column: u32;
}

/** A tree. First come the splits at which NaN goes right, then those at which it goes left. */
@unmanaged
class NarrowTree {
  /** The offset of its splits, in bytes. */
  splits: u32;
  /** The offset of its leaves, in bytes. */
  leaves: u32;
  /** How many splits there are of each kind. */
  nanRight: u32;
  nanLeft: u32;
}

/**
 * Adds the predictions of all trees to the scores of the rows.
 *
 * @param x [rows, columns] f32 or f64
 * @param trees [treeCount] NarrowTree
 * @param splits of all trees
 * @param leaves of all trees, f64
 * @param scores [perRound, rows] f64
 * @param grouped memory for the values of 64 rows
 */
export function addNarrowPredictions<Value extends number>(
  x: usize,
  rows: i32,
  columns: i32,
  trees: usize,
  treeCount: i32,
  splits: usize,
  leaves: usize,
  perRound: i32,
  scores: usize,
  grouped: usize,
): void {
  const rowBytes = <usize>columns * sizeof<Value>();
  for (let begin = 0; begin < rows; begin += BLOCK) {
    const end = min(begin + BLOCK, rows);
    groupRows<Value>(x + <usize>begin * rowBytes, end - begin, columns, grouped);
    for (let number = 0; number < treeCount; number++) {
      const tree = changetype<NarrowTree>(trees + <usize>number * offsetof<NarrowTree>());
      const own = scores + ((<usize>(number % perRound) * rows) << 3);
      const first = splits + tree.splits;
      const middle = first + <usize>tree.nanRight * offsetof<NarrowSplit>();
      const last = middle + <usize>tree.nanLeft * offsetof<NarrowSplit>();
      const values = leaves + tree.leaves;
      for (let row = begin; row < end; row += GROUP) {
        const at = grouped + <usize>(row - begin) * rowBytes;
        let low = i32x4.splat(-1);
        let high = low;
        for (let split = first; split < middle; split += offsetof<NarrowSplit>()) {
          const value = at + valuesOf<Value>(split);
          const bits = v128.load32_splat(split, offsetof<NarrowSplit>("leftLeaves"));
          low = v128.andnot(low, v128.andnot(bits, areAtMost<Value>(value, split)));
          high = v128.andnot(high, v128.andnot(bits, areAtMost<Value>(value + 4 * sizeof<Value>(), split)));
        }
        for (let split = middle; split < last; split += offsetof<NarrowSplit>()) {
          const value = at + valuesOf<Value>(split);
          const bits = v128.load32_splat(split, offsetof<NarrowSplit>("leftLeaves"));
          low = v128.andnot(low, v128.and(bits, areAbove<Value>(value, split)));
          high = v128.andnot(high, v128.and(bits, areAbove<Value>(value + 4 * sizeof<Value>(), split)));
        }
        addLeaves(own + ((<usize>row) << 3), values, low, high, end - row);
      }
    }
  }
}

/**
 * Writes rows in groups, [groups, columns, 8]: then the values that are compared lie side by side. A last group that is not full repeats
 * the last row.
 */
function groupRows<Value extends number>(x: usize, rows: i32, columns: i32, grouped: usize): void {
  const rowBytes = <usize>columns * sizeof<Value>();
  for (let row = 0; row < rows; row += GROUP) {
    const last = rows - 1 - row;
    const row0 = x + <usize>row * rowBytes;
    const row1 = row0 + <usize>min(1, last) * rowBytes;
    const row2 = row0 + <usize>min(2, last) * rowBytes;
    const row3 = row0 + <usize>min(3, last) * rowBytes;
    const row4 = row0 + <usize>min(4, last) * rowBytes;
    const row5 = row0 + <usize>min(5, last) * rowBytes;
    const row6 = row0 + <usize>min(6, last) * rowBytes;
    const row7 = row0 + <usize>min(7, last) * rowBytes;
    for (let at: usize = 0; at < rowBytes; at += sizeof<Value>(), grouped += GROUP * sizeof<Value>()) {
      store<Value>(grouped, load<Value>(row0 + at));
      store<Value>(grouped, load<Value>(row1 + at), sizeof<Value>());
      store<Value>(grouped, load<Value>(row2 + at), 2 * sizeof<Value>());
      store<Value>(grouped, load<Value>(row3 + at), 3 * sizeof<Value>());
      store<Value>(grouped, load<Value>(row4 + at), 4 * sizeof<Value>());
      store<Value>(grouped, load<Value>(row5 + at), 5 * sizeof<Value>());
      store<Value>(grouped, load<Value>(row6 + at), 6 * sizeof<Value>());
      store<Value>(grouped, load<Value>(row7 + at), 7 * sizeof<Value>());
    }
  }
}

/** The offset of the values of a split's column in a group of rows. */
function valuesOf<Value extends number>(split: usize): usize {
  return <usize>changetype<NarrowSplit>(split).column * GROUP * sizeof<Value>();
}

/** For each of four values, all bits of an i32 where it is at most the threshold. */
function areAtMost<Value extends number>(values: usize, split: usize): v128 {
  if (sizeof<Value>() === 4) return f32x4.le(v128.load(values), v128.load32_splat(split));
  const threshold = v128.load64_splat(split);
  return v128.shuffle<i32>(
    f64x2.le(v128.load(values), threshold),
    f64x2.le(v128.load(values, 16), threshold),
    0,
    2,
    4,
    6,
  );
}

/** For each of four values, all bits of an i32 where it is above the threshold. */
function areAbove<Value extends number>(values: usize, split: usize): v128 {
  if (sizeof<Value>() === 4) return f32x4.gt(v128.load(values), v128.load32_splat(split));
  const threshold = v128.load64_splat(split);
  return v128.shuffle<i32>(
    f64x2.gt(v128.load(values), threshold),
    f64x2.gt(v128.load(values, 16), threshold),
    0,
    2,
    4,
    6,
  );
}

/** Adds the values of the leaves of up to eight rows, `count` of which there are. */
function addLeaves(scores: usize, leaves: usize, low: v128, high: v128, count: i32): void {
  addLeaf(scores, leaves, i32x4.extract_lane(low, 0));
  if (count > 1) addLeaf(scores + 8, leaves, i32x4.extract_lane(low, 1));
  if (count > 2) addLeaf(scores + 16, leaves, i32x4.extract_lane(low, 2));
  if (count > 3) addLeaf(scores + 24, leaves, i32x4.extract_lane(low, 3));
  if (count > 4) addLeaf(scores + 32, leaves, i32x4.extract_lane(high, 0));
  if (count > 5) addLeaf(scores + 40, leaves, i32x4.extract_lane(high, 1));
  if (count > 6) addLeaf(scores + 48, leaves, i32x4.extract_lane(high, 2));
  if (count > 7) addLeaf(scores + 56, leaves, i32x4.extract_lane(high, 3));
}

function addLeaf(score: usize, leaves: usize, bits: i32): void {
  store<f64>(score, load<f64>(score) + load<f64>(leaves + ((<usize>ctz(bits)) << 3)));
}
