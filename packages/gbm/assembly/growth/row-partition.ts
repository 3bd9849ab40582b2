/**
 * Divides rows, both sides in their order.
 *
 * @param rows [count] u32
 * @param left [count] u32: written with the rows that go left; may be `rows`
 * @param right [count] u32: written with the other rows
 * @param bins [rows of the data]
 * @param threshold the last bin that goes left
 * @param missingBin a bin that goes left too; -1 for none
 * @returns how many go left
 */
export function divideRows<Bin extends number>(
  rows: usize,
  count: i32,
  left: usize,
  right: usize,
  bins: usize,
  threshold: i32,
  missingBin: i32,
): i32 {
  const end = rows + ((<usize>count) << 2);
  const start = left;
  for (; rows < end; rows += 4) {
    const row = load<u32>(rows);
    const bin = <i32>load<Bin>(bins + <usize>row * sizeof<Bin>());
    const goesLeft = (<usize>(i32(bin <= threshold) | i32(bin === missingBin))) << 2;
    // The row is written to both sides and kept on one, which avoids a branch that could be mispredicted.
    store<u32>(left, row);
    store<u32>(right, row);
    left += goesLeft;
    right += 4 - goesLeft;
  }
  return <i32>((left - start) >> 2);
}

/** Divides a leaf's rows in place: those that go left stay in front. See divideRows; `spare` is [count] u32. */
export function partitionRows<Bin extends number>(
  rows: usize,
  spare: usize,
  count: i32,
  bins: usize,
  threshold: i32,
  missingBin: i32,
): i32 {
  const left = divideRows<Bin>(rows, count, rows, spare, bins, threshold, missingBin);
  memory.copy(rows + ((<usize>left) << 2), spare, (<usize>(count - left)) << 2);
  return left;
}

/**
 * Divides a leaf's rows by a set of bins.
 *
 * @param set bits of bins: those of the set go left
 * @returns how many go left
 */
export function partitionRowsBySet<Bin extends number>(
  rows: usize,
  spare: usize,
  count: i32,
  bins: usize,
  set: usize,
): i32 {
  const end = rows + ((<usize>count) << 2);
  let left = rows;
  let right = spare;
  for (let next = rows; next < end; next += 4) {
    const row = load<u32>(next);
    const goesLeft = (<usize>isInSet(set, <u32>load<Bin>(bins + <usize>row * sizeof<Bin>()))) << 2;
    store<u32>(left, row);
    store<u32>(right, row);
    left += goesLeft;
    right += 4 - goesLeft;
  }
  memory.copy(left, spare, right - spare);
  return <i32>((left - rows) >> 2);
}

/** 1 where a bin is in a set of bits, else 0; the set has a bit for every bin of the feature. */
export function isInSet(set: usize, bin: u32): u32 {
  return (load<u32>(set + ((<usize>(bin >> 5)) << 2)) >> (bin & 31)) & 1;
}
