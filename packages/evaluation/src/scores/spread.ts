/** How much a number varies when something is repeated. */
export interface Spread {
  readonly mean: number;
  /** The standard deviation of a sample, with count - 1 in its denominator; null where there is one value. */
  readonly deviation: number | null;
  /** The number of repetitions with a value. */
  readonly count: number;
}

/**
 * The mean and the standard deviation of repeated measurements.
 *
 * @param values null where a measurement has no value; it is left out
 * @returns null where no measurement has a value
 */
export function spreadOf(values: readonly (number | null)[]): Spread | null {
  const known = values.filter((value) => value !== null);
  const count = known.length;
  if (count === 0) return null;
  const mean = known.reduce((sum, value) => sum + value, 0) / count;
  const squares = known.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { mean, deviation: count === 1 ? null : Math.sqrt(squares / (count - 1)), count };
}
