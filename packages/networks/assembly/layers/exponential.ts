import { Network } from "../network/network";

/**
 * The activations that need e^x. It is 2^n e^r with n the whole number nearest to x / log 2, so that |r| <= log(2) / 2 and the Taylor
 * series of e^r - 1 up to r^7 is as exact as f32 is.
 */

/** Beyond these bounds, e^x or the reciprocal of 1 + e^x is not a normal f32. */
const LEAST: f32 = -87;
const MOST: f32 = 87;
const LOG2_E: f32 = <f32>Math.LOG2E;
/** log 2 as the sum of a number of few bits, whose multiples are exact, and the rest. */
const LOG_2_HIGH: f32 = 0.693359375;
const LOG_2_LOW: f32 = -0.00021219444005469057;

/** Keras' constants of selu. */
const SELU_SCALE: f32 = 1.0507009873554805;
const SELU_ALPHA: f32 = 1.6732632423543772;

function clamp(x: v128): v128 {
  return f32x4.pmax(f32x4.pmin(x, f32x4.splat(MOST)), f32x4.splat(LEAST));
}

function exponent(x: v128): v128 {
  return f32x4.nearest(f32x4.mul(x, f32x4.splat(LOG2_E)));
}

function powerOfTwo(n: v128): v128 {
  return i32x4.shl(i32x4.add(i32x4.trunc_sat_f32x4_s(n), i32x4.splat(127)), 23);
}

/** Returns e^(x - n log 2) - 1. */
function series(x: v128, n: v128): v128 {
  const high = f32x4.sub(x, f32x4.mul(n, f32x4.splat(LOG_2_HIGH)));
  const r = f32x4.sub(high, f32x4.mul(n, f32x4.splat(LOG_2_LOW)));
  let sum = f32x4.splat(1 / 5040.0);
  sum = f32x4.add(f32x4.mul(sum, r), f32x4.splat(1 / 720.0));
  sum = f32x4.add(f32x4.mul(sum, r), f32x4.splat(1 / 120.0));
  sum = f32x4.add(f32x4.mul(sum, r), f32x4.splat(1 / 24.0));
  sum = f32x4.add(f32x4.mul(sum, r), f32x4.splat(1 / 6.0));
  sum = f32x4.add(f32x4.mul(sum, r), f32x4.splat(0.5));
  return f32x4.add(f32x4.mul(f32x4.mul(sum, r), r), r);
}

/** Replaces the values from `from` to `to` by 1 / (1 + e^-x). */
export function applySigmoid(from: usize, to: usize): void {
  const one = f32x4.splat(1);
  for (let p = from; p !== to; p += 16) {
    const x = clamp(f32x4.neg(v128.load(p)));
    const n = exponent(x);
    const power = powerOfTwo(n);
    const exponential = f32x4.add(f32x4.mul(power, series(x, n)), power);
    v128.store(p, f32x4.div(one, f32x4.add(one, exponential)));
  }
}

/** scale x where x > 0, scale alpha (e^x - 1) elsewhere, of the values from `from` to `to`, in place. */
export function applySelu(from: usize, to: usize): void {
  const zero = f32x4.splat(0);
  const one = f32x4.splat(1);
  const scale = f32x4.splat(SELU_SCALE);
  const scaledAlpha = f32x4.splat(SELU_SCALE * SELU_ALPHA);
  for (let p = from; p !== to; p += 16) {
    const value = v128.load(p);
    const x = clamp(value);
    const n = exponent(x);
    const power = powerOfTwo(n);
    const below = f32x4.add(f32x4.mul(power, series(x, n)), f32x4.sub(power, one));
    const above = f32x4.gt(value, zero);
    v128.store(p, v128.bitselect(f32x4.mul(scale, value), f32x4.mul(scaledAlpha, below), above));
  }
}

/** Multiplies deltas by sigmoid's slope y (1 - y); the slope of a dropped value is 0. */
export function sigmoidBackward(network: Network, from: usize, to: usize, activations: usize): void {
  const one = f32x4.splat(1);
  const keep = f32x4.splat(1 / network.dropoutScale);
  const dropped = f32x4.splat(network.constants.minusZero);
  for (let d = from, a = activations; d !== to; d += 16, a += 16) {
    const value = v128.load(a);
    const y = f32x4.mul(value, keep);
    const slope = f32x4.mul(y, f32x4.sub(one, y));
    v128.store(d, v128.and(f32x4.mul(v128.load(d), slope), i32x4.ne(value, dropped)));
  }
}

/** Multiplies deltas by selu's slope: scale where y >= 0, y + scale alpha elsewhere; the slope of a dropped value is 0. */
export function seluBackward(network: Network, from: usize, to: usize, activations: usize): void {
  const zero = f32x4.splat(0);
  const scale = f32x4.splat(SELU_SCALE);
  const scaledAlpha = f32x4.splat(SELU_SCALE * SELU_ALPHA);
  const keep = f32x4.splat(1 / network.dropoutScale);
  const dropped = f32x4.splat(network.constants.minusZero);
  for (let d = from, a = activations; d !== to; d += 16, a += 16) {
    const value = v128.load(a);
    const y = f32x4.mul(value, keep);
    const slope = v128.bitselect(f32x4.add(y, scaledAlpha), scale, f32x4.lt(y, zero));
    v128.store(d, v128.and(f32x4.mul(v128.load(d), slope), i32x4.ne(value, dropped)));
  }
}
