import { addLanes } from "./moments";

/** Returns the sum of the magnitudes of `count` values, which is NaN if one of them is. */
export function l1Norm(values: usize, count: i32): f64 {
  let sums0 = f64x2.splat(0);
  let sums1 = sums0;
  const end = values + ((<usize>count) << 2);
  const endOfVectors = values + ((<usize>count & ~3) << 2);
  for (; values < endOfVectors; values += 16) {
    const x = f32x4.abs(v128.load(values));
    sums0 = f64x2.add(sums0, f64x2.promote_low_f32x4(x));
    sums1 = f64x2.add(sums1, f64x2.promote_low_f32x4(v128.shuffle<f32>(x, x, 2, 3, 2, 3)));
  }
  let sum = addLanes(f64x2.add(sums0, sums1));
  for (; values < end; values += 4) sum += <f64>abs(load<f32>(values));
  return sum;
}

/** The root of the sum of the squares of `count` values: NaN where one is. The square of an f32 never overflows an f64. */
export function l2Norm(values: usize, count: i32): f64 {
  let sums0 = f64x2.splat(0);
  let sums1 = sums0;
  const end = values + ((<usize>count) << 2);
  const endOfVectors = values + ((<usize>count & ~3) << 2);
  for (; values < endOfVectors; values += 16) {
    const x = v128.load(values);
    const low = f64x2.promote_low_f32x4(x);
    const high = f64x2.promote_low_f32x4(v128.shuffle<f32>(x, x, 2, 3, 2, 3));
    sums0 = f64x2.add(sums0, f64x2.mul(low, low));
    sums1 = f64x2.add(sums1, f64x2.mul(high, high));
  }
  let sum = addLanes(f64x2.add(sums0, sums1));
  for (; values < end; values += 4) {
    const x = <f64>load<f32>(values);
    sum += x * x;
  }
  return Math.sqrt(sum);
}

/** Returns whether all of `count` values are finite. */
export function allFinite(values: usize, count: i32): bool {
  // x - x is 0 for finite numbers, and has bits set for NaN and infinities.
  let bits = i32x4.splat(0);
  const end = values + ((<usize>count) << 2);
  const endOfVectors = values + ((<usize>count & ~3) << 2);
  for (; values < endOfVectors; values += 16) {
    const x = v128.load(values);
    bits = v128.or(bits, f32x4.sub(x, x));
  }
  if (v128.any_true(bits)) return false;
  for (; values < end; values += 4) {
    const x = load<f32>(values);
    if (x - x !== 0) return false;
  }
  return true;
}
