/**
 * Elementary functions without tables or library calls, so that they give the same bits on every engine and need no static data.
 * `exp` and `log` are fdlibm's (Sun Microsystems 1993), correct to within one unit in the last place.
 */

/** e^x of x <= 709; NaN for NaN. */
export function exp(x: f64): f64 {
  if (x < -745.2) return 0.0;
  const k = nearest(x * 1.44269504088896338700);
  const high = x - k * 6.93147180369123816490e-1;
  const low = k * 1.90821492927058770002e-10;
  const r = high - low;
  const t = r * r;
  const c =
    r -
    t *
      (1.66666666666666019037e-1 +
        t *
          (-2.77777777770155933842e-3 +
            t * (6.61375632143793436117e-5 + t * (-1.65339022054652515390e-6 + t * 4.13813679705723846039e-8))));
  const y = 1.0 - (low - (r * c) / (2.0 - c) - high);
  // In two factors, each of which is a normal number.
  const half = <i64>k >> 1;
  return y * powerOfTwo(half) * powerOfTwo(<i64>k - half);
}

function powerOfTwo(exponent: i64): f64 {
  return reinterpret<f64>((exponent + 1023) << 52);
}

/** The natural logarithm of a positive normal number. */
export function log(x: f64): f64 {
  let bits = reinterpret<u64>(x);
  // The mantissa is brought into [sqrt(1/2), sqrt(2)).
  bits += 0x3ff0000000000000 - 0x3fe6a09e00000000;
  const k = <f64>(<i64>(bits >> 52) - 1023);
  const f = reinterpret<f64>((bits & 0x000fffffffffffff) + 0x3fe6a09e00000000) - 1.0;
  const halfSquare = 0.5 * f * f;
  const s = f / (2.0 + f);
  const z = s * s;
  const w = z * z;
  const even = w * (3.999999999940941908e-1 + w * (2.222219843214978396e-1 + w * 1.531383769920937332e-1));
  const odd =
    z *
    (6.666666666666735130e-1 +
      w * (2.857142874366239149e-1 + w * (1.818357216161805012e-1 + w * 1.479819860511658591e-1)));
  const low = k * 1.90821492927058770002e-10;
  return k * 6.93147180369123816490e-1 - (halfSquare - (s * (halfSquare + even + odd) + low) - f);
}

/** tanh of four f32, to within 4 units in the last place: the rational function of degrees 13 and 6 that Eigen and TensorFlow use. */
export function tanh(z: v128): v128 {
  const bound = f32x4.splat(7.90531110763549805);
  const x = f32x4.max(f32x4.min(z, bound), f32x4.neg(bound));
  const square = f32x4.mul(x, x);
  let above = f32x4.splat(-2.76076847742355e-16);
  above = f32x4.add(f32x4.mul(above, square), f32x4.splat(2.00018790482477e-13));
  above = f32x4.add(f32x4.mul(above, square), f32x4.splat(-8.60467152213735e-11));
  above = f32x4.add(f32x4.mul(above, square), f32x4.splat(5.12229709037114e-8));
  above = f32x4.add(f32x4.mul(above, square), f32x4.splat(1.48572235717979e-5));
  above = f32x4.add(f32x4.mul(above, square), f32x4.splat(6.37261928875436e-4));
  above = f32x4.add(f32x4.mul(above, square), f32x4.splat(4.89352455891786e-3));
  let below = f32x4.splat(1.19825839466702e-6);
  below = f32x4.add(f32x4.mul(below, square), f32x4.splat(1.18534705686654e-4));
  below = f32x4.add(f32x4.mul(below, square), f32x4.splat(2.2684346324390002e-3));
  below = f32x4.add(f32x4.mul(below, square), f32x4.splat(4.89352518554385e-3));
  return f32x4.div(f32x4.mul(above, x), below);
}
