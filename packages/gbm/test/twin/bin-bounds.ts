/** LightGBM's kZeroThreshold, a float there: values this close to zero are zeros. */
export const ZERO_THRESHOLD: number = Math.fround(1e-35);

/** Distinct values of a column in ascending order and how often each occurs. */
export interface ValueCounts {
  readonly values: Float64Array;
  readonly counts: Int32Array;
}

/**
 * Upper bounds of the bins of a column's values, with one bin for zero alone (LightGBM's FindBinWithZeroAsOneBin).
 * A value belongs to the first bin whose bound is not below it; the last bound is infinity.
 *
 * @param column its values except zeros and NaN
 */
export function boundsWithZeroBin(column: ValueCounts, maxBins: number, minDataInBin: number): number[] {
  const { values, counts } = column;
  const firstPositive = values.findIndex((value) => value > 0);
  const negatives = firstPositive < 0 ? values.length : firstPositive;
  const negativeRows = sum(counts.subarray(0, negatives));
  const positiveRows = sum(counts.subarray(negatives));
  let bounds: number[] = [];
  if (negatives > 0 && maxBins > 1) {
    const share = negativeRows / (negativeRows + positiveRows);
    const bins = Math.max(1, Math.trunc(share * (maxBins - 1)));
    bounds = greedyBounds(slice(column, 0, negatives), negativeRows, bins, minDataInBin);
    bounds[bounds.length - 1] = -ZERO_THRESHOLD;
  }
  const binsLeft = maxBins - 1 - bounds.length;
  if (negatives < values.length && binsLeft > 0) {
    bounds.push(ZERO_THRESHOLD);
    const positives = slice(column, negatives, values.length);
    return bounds.concat(greedyBounds(positives, positiveRows, binsLeft, minDataInBin));
  }
  bounds.push(Number.POSITIVE_INFINITY);
  return bounds;
}

/** Bounds of bins that hold about as many rows each (LightGBM's GreedyFindBin); a frequent value gets a bin of its own. */
function greedyBounds(column: ValueCounts, rows: number, maxBins: number, minDataInBin: number): number[] {
  const { values, counts } = column;
  return values.length <= maxBins
    ? boundsOfFewValues(values, counts, minDataInBin)
    : boundsOfManyValues(
        values,
        counts,
        rows,
        Math.max(1, Math.min(maxBins, Math.trunc(rows / minDataInBin))),
      );
}

function boundsOfFewValues(values: Float64Array, counts: Int32Array, minDataInBin: number): number[] {
  const bounds: number[] = [];
  let rowsInBin = 0;
  for (let i = 0; i < values.length - 1; i++) {
    rowsInBin += counts[i]!;
    if (rowsInBin >= minDataInBin && addBound(bounds, values[i]!, values[i + 1]!)) rowsInBin = 0;
  }
  bounds.push(Number.POSITIVE_INFINITY);
  return bounds;
}

function boundsOfManyValues(
  values: Float64Array,
  counts: Int32Array,
  rows: number,
  maxBins: number,
): number[] {
  let binsLeft = maxBins;
  let rowsLeft = rows;
  const frequent = rows / maxBins;
  for (let i = 0; i < values.length; i++) {
    if (counts[i]! < frequent) continue;
    binsLeft--;
    rowsLeft -= counts[i]!;
  }
  let meanRows = rowsLeft / binsLeft;
  const bounds: number[] = [];
  let bins = 1;
  let rowsInBin = 0;
  for (let i = 0; i < values.length - 1 && bins < maxBins; i++) {
    const isFrequent = counts[i]! >= frequent;
    if (!isFrequent) rowsLeft -= counts[i]!;
    rowsInBin += counts[i]!;
    const isFull =
      isFrequent ||
      rowsInBin >= meanRows ||
      (counts[i + 1]! >= frequent && rowsInBin >= Math.max(1, meanRows * 0.5));
    if (!isFull) continue;
    addBound(bounds, values[i]!, values[i + 1]!);
    bins++;
    rowsInBin = 0;
    if (!isFrequent) meanRows = rowsLeft / --binsLeft;
  }
  bounds.push(Number.POSITIVE_INFINITY);
  return bounds;
}

/** Adds the bound between two neighbouring values, unless it is the last one again. */
function addBound(bounds: number[], below: number, above: number): boolean {
  const bound = nextUp((below + above) / 2);
  const last = bounds.at(-1);
  if (last !== undefined && sameDouble(last, bound)) return false;
  bounds.push(bound);
  return true;
}

/** Whether `above`, which is not below `value`, is it or the next double. */
export function sameDouble(value: number, above: number): boolean {
  return above <= nextUp(value);
}

const double = new Float64Array(1);
const bits = new BigInt64Array(double.buffer);

/** The next double above `value`: nextafter(value, infinity). */
export function nextUp(value: number): number {
  if (value === Number.POSITIVE_INFINITY) return value;
  if (value === 0) return Number.MIN_VALUE;
  double[0] = value;
  bits[0]! += value > 0 ? 1n : -1n;
  return double[0];
}

function slice({ values, counts }: ValueCounts, begin: number, end: number): ValueCounts {
  return { values: values.subarray(begin, end), counts: counts.subarray(begin, end) };
}

function sum(counts: Int32Array): number {
  let total = 0;
  for (let i = 0; i < counts.length; i++) total += counts[i]!;
  return total;
}
