/** A power law, density ~ x^-alpha, fitted to the largest values of a sample. */
export interface PowerLaw {
  readonly alpha: number;
  /** The Kolmogorov-Smirnov distance between the fitted values and the law: 0 is a perfect fit. */
  readonly distance: number;
}

/** The least number of values to which a power law is fitted. */
export const LEAST_VALUES = 10;

/**
 * Fits a power law to the tail of a sample, as Clauset, Shalizi and Newman (SIAM Review 51, 2009) do for continuous values: for each possible
 * beginning of the tail, alpha = 1 + n / Σ ln(x / beginning) of its n values; the beginning with the least Kolmogorov-Smirnov distance is taken.
 *
 * @param values ascending, positive
 * @returns undefined if there are fewer than 10 values, or all are equal
 */
export function fitPowerLaw(values: Float64Array): PowerLaw | undefined {
  if (values.length < LEAST_VALUES) return undefined;
  const logs = values.map(Math.log);
  let best: PowerLaw | undefined;
  let sum = logs.at(-1) ?? 0;
  for (let first = values.length - 2; first >= 0; first--) {
    sum += logs[first]!;
    const count = values.length - first;
    const excess = sum - count * logs[first]!;
    if (!(excess > 0)) continue;
    const alpha = 1 + count / excess;
    const distance = tailDistance(logs, first, alpha);
    if (best === undefined || distance <= best.distance) best = { alpha, distance };
  }
  return best;
}

/** The largest difference between the law and the shares of the tail's values below each of them. */
function tailDistance(logs: Float64Array, first: number, alpha: number): number {
  const count = logs.length - first;
  let most = 0;
  for (let i = 0; i < count; i++) {
    const law = 1 - Math.exp((1 - alpha) * (logs[first + i]! - logs[first]!));
    most = Math.max(most, Math.abs(law - i / count));
  }
  return most;
}
