import { strideOf } from "./computation";

/** Values are spread over this many buckets by their size: a byte holds a bucket's number. */
const BUCKETS: usize = 256;
const BUCKET_BYTES: usize = BUCKETS * 4;
const LAST_BUCKET: f32 = 255;
/** The largest number of values that are sorted directly. */
const FEW = 32;
/** Adding this constant to a smaller number leaves the nearest integer in the low bits of the sum. */
const INTEGERS: f32 = 8388608;
/** Bucket numbers are written as whole vectors, so the last vector may go beyond the last value. */
const BEYOND: usize = 16;

/** A group of values that contains some of the wanted ranks. */
@unmanaged
class Group {
  /** The values, which are only read: [count] f32. */
  values: usize;
  count: i32;
  /** The rank of the least value of the group. */
  base: i32;
  /** The wanted ranks that lie in the group, as indices into all wanted ranks: from the first up to, not including, the end. */
  firstWanted: i32;
  endWanted: i32;
  /**
   * The values lie between these bounds: `low` is below `high`, some value is not above `low`, and another is
   * not below `high`.
   */
  low: f32;
  high: f32;
  /**
   * Two buffers of [count] f32: the groups within this group are copied to the first, the groups within those
   * to the second.
   */
  target: usize;
  spare: usize;
}

/** The memory that a selection needs. */
@unmanaged
export class Selection {
  /** The wanted ranks, ascending and distinct: [wantedCount] i32. */
  ranks: usize;
  /** The results, the values at the wanted ranks: [wantedCount] f32. */
  selected: usize;
  /** Two buffers for copies of values: [values] f32 each. */
  first: usize;
  second: usize;
  /** The bucket of each value, with room for one more vector: [values] u8. */
  numbers: usize;
  /** The number of values in each bucket: [BUCKETS] u32. */
  sizes: usize;
  /** The groups that are still to be searched: [wantedCount] Group. */
  groups: usize;
}

/**
 * Places a selection's memory from `start` on, for tensors of up to `values` values; returns the address
 * after it.
 */
export function placeSelection(selection: Selection, start: usize, values: i32, wantedCount: i32): usize {
  const bytes = aligned((<usize>values) << 2);
  selection.sizes = start;
  selection.first = start + BUCKET_BYTES;
  selection.second = selection.first + bytes;
  selection.numbers = selection.second + bytes;
  selection.groups = aligned(selection.numbers + <usize>values + BEYOND);
  selection.selected = selection.groups + <usize>wantedCount * strideOf<Group>();
  return aligned(selection.selected + ((<usize>wantedCount) << 2));
}

function aligned(address: usize): usize {
  return (address + 63) & ~63;
}

/**
 * Finds the values of wanted ranks without sorting all: values are spread over buckets of equal width, and only a bucket that
 * holds a wanted rank is looked into: sorted where it holds few values, else spread again between its own extremes. Each
 * spreading narrows a group to a hundredth of its range or less, and 32-bit floats span 2^278: so whatever the values are, it
 * ends after a few dozen passes.
 *
 * @param values [count] f32, finite, not written to; memory for a vector more must follow
 * @param base the rank of their least
 * @param firstWanted the first of the wanted ranks that lie among them, `endWanted` the one after the last
 * @param least of the values, as `most`
 * @param low at least `least`, as `high` is at most `most`: they are spread between these, and where they differ, so do `least` and `most`
 */
export function select(
  selection: Selection,
  values: usize,
  count: i32,
  base: i32,
  firstWanted: i32,
  endWanted: i32,
  least: f32,
  most: f32,
  low: f32,
  high: f32,
): void {
  if (firstWanted < endWanted && rankAt(selection, firstWanted) === base) {
    fillWanted(selection, firstWanted, firstWanted + 1, least);
    firstWanted++;
  }
  if (firstWanted < endWanted && rankAt(selection, endWanted - 1) === base + count - 1) {
    fillWanted(selection, endWanted - 1, endWanted, most);
    endWanted--;
  }
  if (firstWanted === endWanted) return;
  if (least === most) {
    fillWanted(selection, firstWanted, endWanted, least);
    return;
  }
  if (count <= FEW) {
    memory.copy(selection.second, values, (<usize>count) << 2);
    takeSorted(selection, selection.second, count, base, firstWanted, endWanted);
    return;
  }
  const group = groupAt(selection, 0);
  group.values = values;
  group.count = count;
  group.base = base;
  group.firstWanted = firstWanted;
  group.endWanted = endWanted;
  group.low = low;
  group.high = high;
  const isFirst = values === selection.first;
  group.target = isFirst ? selection.second : selection.first;
  group.spare = isFirst ? selection.first : selection.second;
  let open = 1;
  while (open > 0) {
    open--;
    numberBuckets(groupAt(selection, open), selection);
    open = searchBuckets(selection, open);
  }
}

function groupAt(selection: Selection, index: i32): Group {
  return changetype<Group>(selection.groups + <usize>index * strideOf<Group>());
}

function rankAt(selection: Selection, index: i32): i32 {
  return load<i32>(selection.ranks + ((<usize>index) << 2));
}

/** Computes the bucket of each value, and counts the values of each bucket. */
function numberBuckets(group: Group, selection: Selection): void {
  const sizes = selection.sizes;
  memory.fill(sizes, 0, BUCKET_BYTES);
  const range = <f64>group.high - <f64>group.low;
  // A power of two scales ranges that would overflow, or whose inverse would, so that neither does.
  const power: f32 = range > 1e38 ? 0.25 : range < 1e-30 ? <f32>1.2676506002282294e30 : 1;
  const powers = f32x4.splat(power);
  const lows = f32x4.splat(group.low * power);
  const scales = f32x4.splat(<f32>(<f64>LAST_BUCKET / (range * <f64>power)));
  let value = group.values;
  let at = selection.numbers;
  const end = at + <usize>group.count;
  const endOfEights = at + (<usize>group.count & ~7);
  for (; at < end; at += 16, value += 64) {
    const a = numberFour(value, powers, lows, scales);
    const b = numberFour(value + 16, powers, lows, scales);
    const c = numberFour(value + 32, powers, lows, scales);
    const d = numberFour(value + 48, powers, lows, scales);
    // biome-ignore format: bytes by vector
    const ab = v128.shuffle<i8>(a, b, 0, 4, 8, 12, 16, 20, 24, 28, 0, 0, 0, 0, 0, 0, 0, 0);
    // biome-ignore format: bytes by vector
    const cd = v128.shuffle<i8>(c, d, 0, 4, 8, 12, 16, 20, 24, 28, 0, 0, 0, 0, 0, 0, 0, 0);
    const numbers = v128.shuffle<i64>(ab, cd, 0, 2);
    v128.store(at, numbers);
  }
  for (at = selection.numbers; at < endOfEights; at += 8) countEight(sizes, at);
  for (; at < end; at++) countOne(sizes, at);
}

function numberFour(at: usize, powers: v128, lows: v128, scales: v128): v128 {
  const x = f32x4.mul(f32x4.sub(f32x4.mul(v128.load(at), powers), lows), scales);
  return f32x4.add(
    f32x4.pmax(f32x4.pmin(x, f32x4.splat(LAST_BUCKET)), f32x4.splat(0)),
    f32x4.splat(INTEGERS),
  );
}

function countEight(sizes: usize, numbers: usize): void {
  countOne(sizes, numbers);
  countOne(sizes, numbers + 1);
  countOne(sizes, numbers + 2);
  countOne(sizes, numbers + 3);
  countOne(sizes, numbers + 4);
  countOne(sizes, numbers + 5);
  countOne(sizes, numbers + 6);
  countOne(sizes, numbers + 7);
}

function countOne(sizes: usize, number: usize): void {
  const at = sizes + ((<usize>load<u8>(number)) << 2);
  store<u32>(at, load<u32>(at) + 1);
}

/**
 * Takes the wanted values from a group's small buckets. Large buckets replace the group as open groups, from
 * number `open` on. Returns the number of open groups.
 */
function searchBuckets(selection: Selection, open: i32): i32 {
  const group = groupAt(selection, open);
  const values = group.values;
  const end = group.endWanted;
  const sizes = selection.sizes;
  let target = group.target;
  let spare = group.spare;
  let base = group.base;
  let bucket: usize = 0;
  let size = load<i32>(sizes);
  for (let first = group.firstWanted; first < end; ) {
    while (rankAt(selection, first) >= base + size) {
      base += size;
      bucket++;
      size = load<i32>(sizes + (bucket << 2));
    }
    let next = first + 1;
    while (next < end && rankAt(selection, next) < base + size) next++;
    const bytes = (<usize>size) << 2;
    gather(values, selection.numbers, <i8>bucket, target, target + bytes);
    if (size <= FEW) {
      takeSorted(selection, target, size, base, first, next);
    } else {
      const inner = groupAt(selection, open);
      findExtremes(target, size, inner);
      if (inner.low === inner.high) {
        fillWanted(selection, first, next, inner.low);
      } else {
        inner.values = target;
        inner.count = size;
        inner.base = base;
        inner.firstWanted = first;
        inner.endWanted = next;
        inner.target = spare;
        inner.spare = target;
        target += bytes;
        spare += bytes;
        open++;
      }
    }
    first = next;
  }
  return open;
}

/** Copies the values of a bucket to `target` until all of them are copied. */
function gather(values: usize, numbers: usize, bucket: i8, target: usize, end: usize): void {
  const wanted = i8x16.splat(bucket);
  for (;;) {
    let hits = i8x16.bitmask(i8x16.eq(v128.load(numbers), wanted));
    while (hits !== 0) {
      store<f32>(target, load<f32>(values + (ctz(hits) << 2)));
      target += 4;
      if (target === end) return;
      hits &= hits - 1;
    }
    numbers += 16;
    values += 64;
  }
}

function findExtremes(values: usize, count: i32, group: Group): void {
  let low = load<f32>(values);
  let high = low;
  for (const end = values + ((<usize>count) << 2); values < end; values += 4) {
    const value = load<f32>(values);
    low = min(low, value);
    high = max(high, value);
  }
  group.low = low;
  group.high = high;
}

/** Sorts values in place and stores those of the wanted ranks. */
function takeSorted(
  selection: Selection,
  values: usize,
  count: i32,
  base: i32,
  firstWanted: i32,
  endWanted: i32,
): void {
  const end = values + ((<usize>count) << 2);
  for (let next = values + 4; next < end; next += 4) {
    const value = load<f32>(next);
    let place = next;
    while (place > values && load<f32>(place - 4) > value) {
      store<f32>(place, load<f32>(place - 4));
      place -= 4;
    }
    store<f32>(place, value);
  }
  for (let wanted = firstWanted; wanted < endWanted; wanted++) {
    const value = load<f32>(values + ((<usize>(rankAt(selection, wanted) - base)) << 2));
    store<f32>(selection.selected + ((<usize>wanted) << 2), value);
  }
}

/** Stores the same value for several wanted ranks. */
export function fillWanted(selection: Selection, firstWanted: i32, endWanted: i32, value: f32): void {
  for (let wanted = firstWanted; wanted < endWanted; wanted++) {
    store<f32>(selection.selected + ((<usize>wanted) << 2), value);
  }
}
