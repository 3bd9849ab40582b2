/** A split of a tree for raw values. A child that is not negative is a split, child c < 0 is leaf `~c`. */
@unmanaged
class Split {
  threshold: f64;
  feature: i32;
  /** Whether NaN goes left. */
  nanLeft: i32;
  left: i32;
  right: i32;
  /** Where zeros count as missing, which way they go: 1 left, 0 right; else -1. */
  zeroLeft: i32;
  unused: i32;
}

/** A split of a tree for bins. */
@unmanaged
class BinSplit {
  feature: i32;
  /** The last bin that goes left. */
  threshold: i32;
  /** A bin that goes left too; -1 for none. */
  missingBin: i32;
  left: i32;
  right: i32;
}

/** LightGBM's kZeroThreshold, a float there. */
const ZERO_THRESHOLD: f64 = <f64>(<f32>1e-35);

function nextOf<Value extends number>(splits: usize, node: i32, row: usize, zeroIsMissing: bool): i32 {
  const split = changetype<Split>(splits + <usize>node * offsetof<Split>());
  const value = <f64>load<Value>(row + <usize>split.feature * sizeof<Value>());
  let goesLeft = i32(value <= split.threshold) | (i32(isNaN(value)) & split.nanLeft);
  if (zeroIsMissing && split.zeroLeft >= 0 && Math.abs(value) <= ZERO_THRESHOLD) goesLeft = split.zeroLeft;
  return select(split.left, split.right, goesLeft);
}

/**
 * Adds a tree's prediction for each row of x to `scores`.
 *
 * @param x [rows, columns] f32 or f64
 * @param splits of the tree; not none
 * @param leaves [leaves] f64
 */
export function addPredictions<Value extends number>(
  x: usize,
  rows: i32,
  columns: i32,
  splits: usize,
  leaves: usize,
  zeroIsMissing: bool,
  scores: usize,
): void {
  const stride = <usize>columns * sizeof<Value>();
  let i = 0;
  // Four rows at a time: while one waits for memory, the others go on.
  for (; i + 3 < rows; i += 4, x += 4 * stride, scores += 32) {
    let node0 = 0;
    let node1 = 0;
    let node2 = 0;
    let node3 = 0;
    while ((node0 & node1 & node2 & node3) >= 0) {
      if (node0 >= 0) node0 = nextOf<Value>(splits, node0, x, zeroIsMissing);
      if (node1 >= 0) node1 = nextOf<Value>(splits, node1, x + stride, zeroIsMissing);
      if (node2 >= 0) node2 = nextOf<Value>(splits, node2, x + 2 * stride, zeroIsMissing);
      if (node3 >= 0) node3 = nextOf<Value>(splits, node3, x + 3 * stride, zeroIsMissing);
    }
    addTo(scores, leaves, node0);
    addTo(scores + 8, leaves, node1);
    addTo(scores + 16, leaves, node2);
    addTo(scores + 24, leaves, node3);
  }
  for (; i < rows; i++, x += stride, scores += 8) {
    let node = 0;
    while (node >= 0) node = nextOf<Value>(splits, node, x, zeroIsMissing);
    addTo(scores, leaves, node);
  }
}

function addTo(scores: usize, leaves: usize, node: i32): void {
  store<f64>(scores, load<f64>(scores) + load<f64>(leaves + ((<usize>~node) << 3)));
}

/**
 * Adds a tree's prediction for binned rows to their scores.
 *
 * @param bins [features, rowsOfBins]
 * @param rows [count] u32: which rows; 0 for the first `count`
 * @param scores [rowsOfBins] f64
 */
export function addBinnedPredictions<Bin extends number>(
  bins: usize,
  rowsOfBins: i32,
  rows: usize,
  count: i32,
  splits: usize,
  leaves: usize,
  scores: usize,
): void {
  for (let i = 0; i < count; i++) {
    const row = <usize>(rows === 0 ? i : load<i32>(rows + ((<usize>i) << 2)));
    let node = 0;
    while (node >= 0) {
      const split = changetype<BinSplit>(splits + <usize>node * offsetof<BinSplit>());
      const at = (<usize>split.feature * rowsOfBins + row) * sizeof<Bin>();
      const bin = <i32>load<Bin>(bins + at);
      const goesLeft = i32(bin <= split.threshold) | i32(bin === split.missingBin);
      node = select(split.left, split.right, goesLeft);
    }
    addTo(scores + (row << 3), leaves, node);
  }
}
