/** [values.length] the rank of each value from 0, the smallest, up; equal values share the mean of their ranks. */
export function midranks(values: Float64Array): Float64Array {
  const order = Array.from(values.keys()).sort((a, b) => values[a]! - values[b]!);
  const ranks = new Float64Array(values.length);
  for (let first = 0; first < order.length; ) {
    let end = first + 1;
    while (end < order.length && values[order[end]!] === values[order[first]!]) end++;
    for (let i = first; i < end; i++) ranks[order[i]!] = (first + end - 1) / 2;
    first = end;
  }
  return ranks;
}

/**
 * Computes Spearman's rank correlation of two lists of values, from -1 to 1; 0 if all values of one list are
 * equal.
 */
export function rankCorrelation(a: Float64Array, b: Float64Array): number {
  const [ranksA, ranksB] = [midranks(a), midranks(b)];
  const middle = (a.length - 1) / 2;
  let products = 0;
  let squaresA = 0;
  let squaresB = 0;
  for (const [i, rank] of ranksA.entries()) {
    const [x, y] = [rank - middle, ranksB[i]! - middle];
    products += x * y;
    squaresA += x * x;
    squaresB += y * y;
  }
  const scale = Math.sqrt(squaresA * squaresB);
  return scale === 0 ? 0 : products / scale;
}
