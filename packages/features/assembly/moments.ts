/** The statistics of a tensor that one pass over its values yields. */
@unmanaged
export class Moments {
  mean: f64;
  /** The population standard deviation. */
  deviation: f64;
  /** The least value; meaningless if a value is NaN. */
  least: f32;
  most: f32;
  /** Whether all values are finite; if not, the mean and the deviation are meaningless. */
  isFinite: bool;
  /**
   * The ranks that bound the finite values: negative infinities have the ranks below `endOfNegative`, positive
   * infinities those from `firstPositive` on.
   */
  endOfNegative: i32;
  firstPositive: i32;
}

/**
 * A variance this small beside the mean square from which it is subtracted has lost six of its bits, and is computed anew from
 * a better origin.
 */
const LEAST_SHARE: f64 = 1.0 / 64;

/** Fills `moments` from `count` > 0 values. */
export function measure(values: usize, count: i32, moments: Moments): void {
  // Sums are taken from a value of the tensor, which keeps the digits that a common offset would take from squares.
  if (!sumFrom(<f64>load<f32>(values), values, count, moments)) sumFrom(moments.mean, values, count, moments);
}

/** @returns whether the deviation is precise */
function sumFrom(origin: f64, values: usize, count: i32, moments: Moments): bool {
  const origins = f64x2.splat(origin);
  let least = v128.load32_splat(values);
  let most = least;
  let sums0 = f64x2.splat(0);
  let sums1 = sums0;
  let squares0 = sums0;
  let squares1 = sums0;
  const end = values + ((<usize>count) << 2);
  const endOfVectors = values + ((<usize>count & ~3) << 2);
  for (; values < endOfVectors; values += 16) {
    const x = v128.load(values);
    least = f32x4.pmin(least, x);
    most = f32x4.pmax(most, x);
    const low = f64x2.sub(f64x2.promote_low_f32x4(x), origins);
    const high = f64x2.sub(f64x2.promote_low_f32x4(v128.shuffle<f32>(x, x, 2, 3, 2, 3)), origins);
    sums0 = f64x2.add(sums0, low);
    sums1 = f64x2.add(sums1, high);
    squares0 = f64x2.add(squares0, f64x2.mul(low, low));
    squares1 = f64x2.add(squares1, f64x2.mul(high, high));
  }
  let sum = addLanes(f64x2.add(sums0, sums1));
  let squares = addLanes(f64x2.add(squares0, squares1));
  for (; values < end; values += 4) {
    const x = v128.load32_splat(values);
    least = f32x4.pmin(least, x);
    most = f32x4.pmax(most, x);
    const deviation = <f64>load<f32>(values) - origin;
    sum += deviation;
    squares += deviation * deviation;
  }
  least = f32x4.pmin(least, v128.shuffle<f32>(least, least, 2, 3, 2, 3));
  most = f32x4.pmax(most, v128.shuffle<f32>(most, most, 2, 3, 2, 3));
  moments.least = min(f32x4.extract_lane(least, 0), f32x4.extract_lane(least, 1));
  moments.most = max(f32x4.extract_lane(most, 0), f32x4.extract_lane(most, 1));
  const shift = sum / <f64>count;
  const meanSquare = squares / <f64>count;
  const variance = max(0, meanSquare - shift * shift);
  moments.mean = origin + shift;
  moments.deviation = Math.sqrt(variance);
  moments.isFinite = squares - squares === 0;
  moments.endOfNegative = 0;
  moments.firstPositive = count;
  return variance >= LEAST_SHARE * meanSquare || !moments.isFinite;
}

export function addLanes(pair: v128): f64 {
  return f64x2.extract_lane(pair, 0) + f64x2.extract_lane(pair, 1);
}
