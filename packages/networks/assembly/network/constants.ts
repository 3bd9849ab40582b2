/**
 * Vector constants of the elementwise passes. Engines build a constant vector anew, in several instructions, at each use;
 * loaded from memory before a loop, it stays in a register. The table lies in the network's own memory, as everything does.
 */
@unmanaged
export class Constants {
  /** tanh x = x * (a0 + a1 s + a2 s^2 + a3 s^3) / (b0 + b1 s + b2 s^2 + b3 s^3 + s^4), s = x^2, of |x| <= bound. */
  bound: f32;
  minusBound: f32;
  a0: f32;
  a1: f32;
  a2: f32;
  a3: f32;
  b0: f32;
  b1: f32;
  b2: f32;
  b3: f32;
  /** The factors of the hash function lowbias32. */
  firstFactor: i32;
  secondFactor: i32;
  minusZero: f32;
}

/** The coefficients of tanh minimise the greatest relative error, 1.4e-7 (4.5e-7 as f32 computes it). */
export function fillConstants(constants: Constants): void {
  constants.bound = 7.905311;
  constants.minusBound = -7.905311;
  constants.a0 = 4014821.3352709245;
  constants.a1 = 519275.23457566736;
  constants.a2 = 11883.763865358425;
  constants.a3 = 46.27620694514724;
  constants.b0 = 4014821.863560129;
  constants.b1 = 1857544.885048598;
  constants.b2 = 95761.71000191815;
  constants.b3 = 963.3196661244982;
  constants.firstFactor = 0x7feb352d;
  constants.secondFactor = 0x846ca68b;
  constants.minusZero = -0.0;
}
