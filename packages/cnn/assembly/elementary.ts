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
