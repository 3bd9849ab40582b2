import { strideOf } from "../growth/growth";
import { boundsWithZeroBin, isSameDouble, ZERO_THRESHOLD } from "./bin-bounds";
import { RADIX_BYTES, sortKeys } from "./radix-sort";

/**
 * The settings and arrays of a binning job. In each array, the part of a column follows that of the column
 * before it.
 */
@unmanaged
export class Binning {
  /** The values, f32 or f64 by `isDouble`: [columns in a block, rows]. */
  values: usize;
  isDouble: bool;
  /** Whether a bin takes two bytes. */
  wide: bool;
  rows: i32;
  /** The numbers of the `sampledRows` rows from which bins are found, u32; 0 to use all rows. */
  sample: usize;
  sampledRows: i32;
  /** [columns in a block] i32: most bins of a column. */
  maxBins: usize;
  /** Whether NaN counts as zero, and has no bin of its own. */
  nanIsZero: bool;
  minDataInBin: i32;
  /** A feature without a threshold that leaves this many rows on each side is of no use. */
  minDataInSide: i32;
  /** The bins, u8 or u16 by `wide`: [columns in a block, rows]. */
  bins: usize;
  /** Other rows to bin by the same bounds, and their bins: the same shapes with `otherRows` rows. */
  otherValues: usize;
  otherRows: i32;
  otherBins: usize;
  /** [columns in a block, boundCapacity] f64: the largest value of each bin; NaN for that of NaN. */
  bounds: usize;
  boundCapacity: i32;
  /** [columns in a block] */
  columns: usize;
}

/** Facts about a column that binning finds. */
@unmanaged
export class BinnedColumn {
  /** The least and the greatest of the column's values. */
  least: f64;
  most: f64;
  /** The number of bins; 0 if no threshold can divide the column's rows. */
  binCount: i32;
  hasMissingBin: i32;
  mostFrequentBin: i32;
}

/** LightGBM's kSparseThreshold. */
const SPARSE_SHARE: f64 = 0.7;

/** Returns the size in bytes of the memory that a thread needs to bin a column. */
export function binningScratchBytes(sampledRows: i32, boundCapacity: i32): usize {
  return RADIX_BYTES + (<usize>sampledRows + 2) * 28 + (<usize>boundCapacity + 2) * 4 + 16;
}

/** Finds the bins of a column of the block and bins its rows (LightGBM's BinMapper::FindBin). */
export function binColumn(binning: Binning, column: i32, scratch: usize): void {
  const bounds = binning.bounds + ((<usize>column * binning.boundCapacity) << 3);
  const found = changetype<BinnedColumn>(binning.columns + <usize>column * strideOf<BinnedColumn>());
  const size = binning.isDouble ? 8 : 4;
  const values = binning.values + <usize>column * binning.rows * size;
  const maxBins = load<i32>(binning.maxBins + ((<usize>column) << 2));
  if (binning.isDouble) findBins<f64>(binning, maxBins, values, bounds, found, scratch);
  else findBins<f32>(binning, maxBins, values, bounds, found, scratch);
  if (found.binCount === 0) return;
  const otherValues = binning.otherValues + <usize>column * binning.otherRows * size;
  const binSize = binning.wide ? 2 : 1;
  const bins = binning.bins + <usize>column * binning.rows * binSize;
  const otherBins = binning.otherBins + <usize>column * binning.otherRows * binSize;
  if (binSize === 2) {
    binRowsOf<u16>(binning.isDouble, values, binning.rows, bounds, found, bins);
    binRowsOf<u16>(binning.isDouble, otherValues, binning.otherRows, bounds, found, otherBins);
  } else {
    binRowsOf<u8>(binning.isDouble, values, binning.rows, bounds, found, bins);
    binRowsOf<u8>(binning.isDouble, otherValues, binning.otherRows, bounds, found, otherBins);
  }
}

function binRowsOf<Bin extends number>(
  isDouble: bool,
  values: usize,
  rows: i32,
  bounds: usize,
  found: BinnedColumn,
  bins: usize,
): void {
  if (isDouble) binRows<f64, Bin>(values, rows, bounds, found, bins);
  else binRows<f32, Bin>(values, rows, bounds, found, bins);
}

function findBins<Value extends number>(
  binning: Binning,
  maxBins: i32,
  values: usize,
  bounds: usize,
  found: BinnedColumn,
  scratch: usize,
): void {
  const rows = binning.sample === 0 ? binning.rows : binning.sampledRows;
  const room = (<usize>rows + 2) << 3;
  let keys = scratch + RADIX_BYTES;
  const spare = keys + room;
  const distinct = spare + room;
  const counts = distinct + room;
  const rowsInBin = (counts + (room >> 1) + 7) & ~7;

  // Zeros and NaN are only counted; the rest is sorted as integers of the same order.
  let kept = 0;
  let zeros = 0;
  for (let i = 0; i < rows; i++) {
    const row = <usize>(binning.sample === 0 ? i : load<i32>(binning.sample + ((<usize>i) << 2)));
    const value = load<Value>(values + row * sizeof<Value>());
    // The value is always written, and kept if it is neither zero nor NaN, which avoids a branch that could
    // be mispredicted.
    if (sizeof<Value>() === 4) {
      const bits = reinterpret<i32>(value);
      store<u32>(keys + ((<usize>kept) << 2), <u32>(bits ^ ((bits >> 31) | i32.MIN_VALUE)));
    } else {
      const bits = reinterpret<i64>(value);
      store<u64>(keys + ((<usize>kept) << 3), <u64>(bits ^ ((bits >> 63) | i64.MIN_VALUE)));
    }
    const size = Math.abs(<f64>value);
    zeros += i32(size <= ZERO_THRESHOLD);
    kept += i32(size > ZERO_THRESHOLD);
  }
  const missing = binning.nanIsZero ? 0 : rows - zeros - kept;
  if (binning.nanIsZero) zeros = rows - kept;
  keys = sortKeys<Value>(keys, spare, kept, scratch);
  const size = countDistinct<Value>(keys, kept, distinct, counts);

  const hasMissingBin = missing > 0;
  let binCount = boundsWithZeroBin(
    distinct,
    counts,
    size,
    maxBins - i32(hasMissingBin),
    binning.minDataInBin,
    bounds,
  );
  if (hasMissingBin) {
    store<f64>(bounds + ((<usize>binCount) << 3), NaN);
    binCount++;
  }
  found.binCount = 0;
  if (binCount < 2) return;

  memory.fill(rowsInBin, 0, (<usize>binCount) << 2);
  const lastBin = binCount - 1 - i32(hasMissingBin);
  let zeroBin = 0;
  while (zeroBin < lastBin && load<f64>(bounds + ((<usize>zeroBin) << 3)) < 0) zeroBin++;
  for (let i = 0, bin = 0; i < size; i++) {
    const value = load<f64>(distinct + ((<usize>i) << 3));
    while (value > load<f64>(bounds + ((<usize>bin) << 3))) bin++;
    increase(rowsInBin, bin, load<i32>(counts + ((<usize>i) << 2)));
  }
  increase(rowsInBin, zeroBin, zeros);
  if (hasMissingBin) increase(rowsInBin, binCount - 1, missing);
  if (!canDivide(rowsInBin, binCount, rows, binning.minDataInSide)) return;

  let fullest = 0;
  for (let bin = 1; bin < binCount; bin++) {
    if (rowsIn(rowsInBin, bin) > rowsIn(rowsInBin, fullest)) fullest = bin;
  }
  const isSparse = <f64>rowsIn(rowsInBin, fullest) / <f64>rows >= SPARSE_SHARE;
  let least = size > 0 ? load<f64>(distinct) : 0;
  let most = size > 0 ? load<f64>(distinct + ((<usize>(size - 1)) << 3)) : 0;
  if (zeros > 0) {
    least = Math.min(0, least);
    most = Math.max(0, most);
  }
  found.binCount = binCount;
  found.hasMissingBin = i32(hasMissingBin);
  found.mostFrequentBin = isSparse ? fullest : zeroBin;
  found.least = least;
  found.most = most;
}

/** Writes the distinct values of sorted keys and how often each occurs; returns how many there are. */
function countDistinct<Value extends number>(keys: usize, count: i32, distinct: usize, counts: usize): i32 {
  let size = 0;
  let last: f64 = NaN;
  for (let i = 0; i < count; i++) {
    let value: f64;
    if (sizeof<Value>() === 4) {
      const key = load<i32>(keys + ((<usize>i) << 2));
      value = <f64>reinterpret<f32>(key ^ ((~key >> 31) | i32.MIN_VALUE));
    } else {
      const key = load<i64>(keys + ((<usize>i) << 3));
      value = reinterpret<f64>(key ^ ((~key >> 63) | i64.MIN_VALUE));
    }
    // Doubles that differ only in the last bit count as one value, the larger.
    const isNew = sizeof<Value>() === 4 ? value !== last : !(size > 0 && isSameDouble(last, value));
    last = value;
    if (isNew) {
      store<i32>(counts + ((<usize>size) << 2), 0);
      size++;
    }
    store<f64>(distinct + ((<usize>(size - 1)) << 3), value);
    increase(counts, size - 1, 1);
  }
  return size;
}

function increase(counts: usize, index: i32, by: i32): void {
  const at = counts + ((<usize>index) << 2);
  store<i32>(at, load<i32>(at) + by);
}

function rowsIn(rowsInBin: usize, bin: i32): i32 {
  return load<i32>(rowsInBin + ((<usize>bin) << 2));
}

function canDivide(rowsInBin: usize, binCount: i32, rows: i32, minDataInSide: i32): bool {
  let left = 0;
  for (let bin = 0; bin < binCount - 1; bin++) {
    left += rowsIn(rowsInBin, bin);
    if (left >= minDataInSide && rows - left >= minDataInSide) return true;
  }
  return false;
}

/** Writes the bin of each value: the first whose bound is not below it. NaN without a bin counts as zero. */
function binRows<Value extends number, Bin extends number>(
  values: usize,
  rows: i32,
  bounds: usize,
  found: BinnedColumn,
  bins: usize,
): void {
  const missingBin = found.binCount - 1;
  // Values are never compared with the last bound, which is infinity.
  const compared = <usize>(found.binCount - 1 - found.hasMissingBin);
  for (let row = 0; row < rows; row++) {
    let value = <f64>load<Value>(values + <usize>row * sizeof<Value>());
    if (Number.isNaN(value)) {
      if (found.hasMissingBin) {
        store<Bin>(bins + <usize>row * sizeof<Bin>(), <Bin>missingBin);
        continue;
      }
      value = 0;
    }
    // Counts the bounds that are below the value by binary search, without branches that could be
    // mispredicted.
    let below: usize = 0;
    for (let left = compared; left > 0; ) {
      const half = (left + 1) >> 1;
      below += select<usize>(half, 0, load<f64>(bounds + ((below + half - 1) << 3)) < value);
      left -= half;
    }
    store<Bin>(bins + <usize>row * sizeof<Bin>(), <Bin>below);
  }
}
