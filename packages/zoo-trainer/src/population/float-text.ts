/** The number of significant digits that distinguish any two f32. */
const ENOUGH_DIGITS = 9;

/**
 * The number with the shortest decimal text that reads as the same f32 as `value` does: of the f32 next to 0.1, 0.1. So a table of f64
 * shows f32 as they are usually written, and reads back without loss.
 */
export function shortestFloat32(value: number): number {
  const float = Math.fround(value);
  for (let digits = 1; digits < ENOUGH_DIGITS; digits++) {
    const short = Number(float.toPrecision(digits));
    if (Math.fround(short) === float) return short;
  }
  return Number(float.toPrecision(ENOUGH_DIGITS));
}
