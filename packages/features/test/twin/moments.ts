/** The mean, and the population standard deviation from a second pass over the values. */
export function momentsOf(values: Float32Array): { mean: number; deviation: number } {
  const mean = sumOf(values) / values.length;
  const deviations = Float64Array.from(values, (value) => value - mean);
  const meanSquare = sumOf(deviations.map((deviation) => deviation * deviation)) / values.length;
  // What is left of the mean's rounding.
  const rest = sumOf(deviations) / values.length;
  return { mean, deviation: Math.sqrt(Math.max(0, meanSquare - rest * rest)) };
}

export function l1Norm(values: Float32Array): number {
  return sumOf(values.map(Math.abs));
}

export function l2Norm(values: Float32Array): number {
  return Math.sqrt(sumOf(Float64Array.from(values, (value) => value * value)));
}

/** Neumaier's sum, with the digits that rounding loses; as it is where infinities or NaN are in it. */
function sumOf(values: Float32Array | Float64Array): number {
  let sum = 0;
  let lost = 0;
  for (const value of values) {
    const next = sum + value;
    lost += Math.abs(sum) >= Math.abs(value) ? sum - next + value : value - next + sum;
    sum = next;
  }
  return Number.isFinite(sum) ? sum + lost : sum;
}
