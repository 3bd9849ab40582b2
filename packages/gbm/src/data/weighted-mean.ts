/**
 * The mean of values by weight, summed in f64.
 *
 * @param values [n], at least one
 * @param weights [n]; undefined for 1 each
 */
export function weightedMean(values: Float32Array, weights: Float32Array | undefined): number {
  let sum = 0;
  let total = 0;
  for (let i = 0; i < values.length; i++) {
    const weight = weights === undefined ? 1 : weights[i]!;
    sum += values[i]! * weight;
    total += weight;
  }
  return sum / total;
}
