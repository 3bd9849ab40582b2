/**
 * Squared Euclidean distances from one point to the first `count` of several, in f64. Four points at a time: each coordinate of `point` is read
 * once for all four.
 *
 * @param point [columns]
 * @param points [at least count, columns], row-major
 * @param out [at least count]
 */
export function squaredDistances(
  point: Float64Array,
  points: Float64Array,
  count: number,
  out: Float64Array,
): void {
  const columns = point.length;
  let first = 0;
  for (; first + 4 <= count; first += 4) {
    const a = first * columns;
    const b = a + columns;
    const c = b + columns;
    const d = c + columns;
    let sumA = 0;
    let sumB = 0;
    let sumC = 0;
    let sumD = 0;
    for (let k = 0; k < columns; k++) {
      const value = point[k]!;
      const toA = value - points[a + k]!;
      const toB = value - points[b + k]!;
      const toC = value - points[c + k]!;
      const toD = value - points[d + k]!;
      sumA += toA * toA;
      sumB += toB * toB;
      sumC += toC * toC;
      sumD += toD * toD;
    }
    out[first] = sumA;
    out[first + 1] = sumB;
    out[first + 2] = sumC;
    out[first + 3] = sumD;
  }
  for (; first < count; first++) {
    let sum = 0;
    for (let k = 0; k < columns; k++) sum += (point[k]! - points[first * columns + k]!) ** 2;
    out[first] = sum;
  }
}

/**
 * The median of all squared distances between `count` points, those of points to themselves (0) and both directions included.
 *
 * @param pairs the distance of each pair of different points, once; sorted in place
 */
export function medianDistance(pairs: Float64Array, count: number): number {
  pairs.sort();
  const at = (index: number) => (index < count ? 0 : pairs[(index - count) >> 1]!);
  const total = count * count;
  return (at((total - 1) >> 1) + at(total >> 1)) / 2;
}
