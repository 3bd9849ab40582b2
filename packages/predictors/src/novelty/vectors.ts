/** The cosine of the angle between two vectors of the same length; 0 where one of them is 0. */
export function cosine(a: Float64Array, b: Float64Array): number {
  let products = 0;
  let squaresA = 0;
  let squaresB = 0;
  for (const [i, value] of a.entries()) {
    const other = b[i] ?? 0;
    products += value * other;
    squaresA += value * value;
    squaresB += other * other;
  }
  const scale = Math.sqrt(squaresA) * Math.sqrt(squaresB);
  return scale > 0 && scale < Number.POSITIVE_INFINITY ? products / scale : 0;
}

/** The correlation of two vectors of the same length; 0 where one of them is constant. */
export function correlation(a: Float64Array, b: Float64Array): number {
  return cosine(lessMean(a), lessMean(b));
}

function lessMean(values: Float64Array): Float64Array {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return values.map((value) => value - mean);
}
