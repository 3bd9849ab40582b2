/**
 * The value below which a share `alpha` of the values lie, between two of them by linear interpolation (LightGBM's PercentileFun).
 *
 * @param values [n], at least one; rounded to f32 where they are f32, as in LightGBM
 */
function percentile(values: Float32Array | Float64Array, alpha: number): number {
  const count = values.length;
  if (count === 1) return values[0]!;
  const descending = values.slice().sort().reverse();
  const place = (count - 1) * (1 - alpha);
  const next = Math.trunc(place) + 1;
  if (next >= count) return descending[count - 1]!;
  const above = descending[next - 1]!;
  const below = descending[next]!;
  return roundLike(values, above - roundLike(values, above - below) * (place - (next - 1)));
}

/**
 * The same where values count by weight (LightGBM's WeightedPercentileFun).
 *
 * @param values [n], at least one
 * @param weights [n]
 */
function weightedPercentile(
  values: Float32Array | Float64Array,
  weights: Float32Array,
  alpha: number,
): number {
  const count = values.length;
  const order = Array.from(values.keys()).sort((a, b) => values[a]! - values[b]!);
  const cumulative = new Float64Array(count);
  let total = 0;
  for (const [i, index] of order.entries()) {
    total += weights[index]!;
    cumulative[i] = total;
  }
  const sought = total * alpha;
  const found = cumulative.findIndex((weight) => weight > sought);
  const place = found < 0 ? count - 1 : found;
  if (place === 0 || place === count - 1) return values[order[place]!]!;
  const below = values[order[place - 1]!]!;
  const above = values[order[place]!]!;
  const step = cumulative[place]! - cumulative[place - 1]!;
  // As in LightGBM, there is no interpolation between rows of little weight.
  if (step < 1) return below;
  const share = (sought - cumulative[place - 1]!) / step;
  return roundLike(values, share * roundLike(values, above - below) + below);
}

/**
 * `percentile`, or `weightedPercentile` where there are weights.
 *
 * @param values [n], at least one
 * @param weights [n]; undefined for 1 each
 */
export function percentileByWeight(
  values: Float32Array | Float64Array,
  weights: Float32Array | undefined,
  alpha: number,
): number {
  return weights === undefined ? percentile(values, alpha) : weightedPercentile(values, weights, alpha);
}

function roundLike(values: Float32Array | Float64Array, value: number): number {
  return values instanceof Float32Array ? Math.fround(value) : value;
}
