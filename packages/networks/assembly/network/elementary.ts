/**
 * Elementary functions without tables or library calls, so that they give the same bits on every engine and need no static
 * data. `exp` and `log` are fdlibm's (Sun Microsystems 1993), correct to within one unit in the last place.
 */

/** Returns e^x for x <= 709; NaN for NaN. */
export function exp(x: f64): f64 {
  if (x < -745.2) return 0.0;
  const k = nearest(x * Math.LOG2E);
  const high = x - k * 0.6931471803691238;
  const low = k * 1.9082149292705877e-10;
  const r = high - low;
  const t = r * r;
  const c =
    r -
    t *
      (0.16666666666666602 +
        t *
          (-0.0027777777777015593 +
            t * (6.613756321437934e-5 + t * (-1.6533902205465252e-6 + t * 4.1381367970572385e-8))));
  const y = 1.0 - (low - (r * c) / (2.0 - c) - high);
  // The power of two is split into two factors, each of which is a normal number.
  const half = <i64>k >> 1;
  return y * powerOfTwo(half) * powerOfTwo(<i64>k - half);
}

function powerOfTwo(exponent: i64): f64 {
  return reinterpret<f64>((exponent + 1023) << 52);
}

/** The natural logarithm of a positive normal number; NaN for NaN, and for 0 and below. */
export function log(x: f64): f64 {
  if (!(x > 0.0)) return NaN;
  // Splits x into 2^k * (1 + f) with 1 + f in [sqrt(1/2), sqrt(2)).
  const least = reinterpret<u64>(Math.SQRT1_2);
  const bits = reinterpret<u64>(x) - least + reinterpret<u64>(1.0);
  const k = <f64>(<i64>(bits >> 52) - 1023);
  const f = reinterpret<f64>((bits & (((<u64>1) << 52) - 1)) + least) - 1.0;
  const halfSquare = 0.5 * f * f;
  const s = f / (2.0 + f);
  const z = s * s;
  const w = z * z;
  const even = w * (0.3999999999940942 + w * (0.22222198432149784 + w * 0.15313837699209373));
  const odd =
    z * (0.6666666666666735 + w * (0.2857142874366239 + w * (0.1818357216161805 + w * 0.14798198605116586)));
  const low = k * 1.9082149292705877e-10;
  return k * 0.6931471803691238 - (halfSquare - (s * (halfSquare + even + odd) + low) - f);
}
