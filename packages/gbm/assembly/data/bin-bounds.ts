/** LightGBM's kZeroThreshold, a float there: values this close to zero are zeros. */
export const ZERO_THRESHOLD: f64 = <f64>(<f32>1e-35);

function valueAt(values: usize, i: i32): f64 {
  return load<f64>(values + ((<usize>i) << 3));
}

function countAt(counts: usize, i: i32): i32 {
  return load<i32>(counts + ((<usize>i) << 2));
}

function sumOf(counts: usize, begin: i32, end: i32): i32 {
  let sum = 0;
  for (let i = begin; i < end; i++) sum += countAt(counts, i);
  return sum;
}

/**
 * Upper bounds of the bins of a column's values, with one bin for zero alone (LightGBM's FindBinWithZeroAsOneBin).
 * A value belongs to the first bin whose bound is not below it; the last bound is infinity.
 *
 * @param values [size] f64, ascending, without zeros
 * @param counts [size] i32, how often each occurs
 * @param bounds [maxBins + 1] f64, written
 * @returns how many bounds there are
 */
export function boundsWithZeroBin(
  values: usize,
  counts: usize,
  size: i32,
  maxBins: i32,
  minDataInBin: i32,
  bounds: usize,
): i32 {
  let negatives = 0;
  while (negatives < size && valueAt(values, negatives) < 0) negatives++;
  const negativeRows = sumOf(counts, 0, negatives);
  const positiveRows = sumOf(counts, negatives, size);
  let used = 0;
  if (negatives > 0 && maxBins > 1) {
    const share = <f64>negativeRows / <f64>(negativeRows + positiveRows);
    const bins = max(1, <i32>(share * <f64>(maxBins - 1)));
    used = greedyBounds(values, counts, negatives, negativeRows, bins, minDataInBin, bounds);
    store<f64>(bounds + ((<usize>(used - 1)) << 3), -ZERO_THRESHOLD);
  }
  const binsLeft = maxBins - 1 - used;
  if (negatives < size && binsLeft > 0) {
    store<f64>(bounds + ((<usize>used) << 3), ZERO_THRESHOLD);
    used++;
    return (
      used +
      greedyBounds(
        values + ((<usize>negatives) << 3),
        counts + ((<usize>negatives) << 2),
        size - negatives,
        positiveRows,
        binsLeft,
        minDataInBin,
        bounds + ((<usize>used) << 3),
      )
    );
  }
  store<f64>(bounds + ((<usize>used) << 3), Infinity);
  return used + 1;
}

/** Bounds of bins that hold about as many rows each (LightGBM's GreedyFindBin); a frequent value gets a bin of its own. */
function greedyBounds(
  values: usize,
  counts: usize,
  size: i32,
  rows: i32,
  maxBins: i32,
  minDataInBin: i32,
  bounds: usize,
): i32 {
  if (size <= maxBins) return boundsOfFewValues(values, counts, size, minDataInBin, bounds);
  return boundsOfManyValues(values, counts, size, rows, max(1, min(maxBins, rows / minDataInBin)), bounds);
}

function boundsOfFewValues(values: usize, counts: usize, size: i32, minDataInBin: i32, bounds: usize): i32 {
  let used = 0;
  let rowsInBin = 0;
  for (let i = 0; i < size - 1; i++) {
    rowsInBin += countAt(counts, i);
    if (rowsInBin < minDataInBin) continue;
    const before = used;
    used = addBound(bounds, used, valueAt(values, i), valueAt(values, i + 1));
    if (used > before) rowsInBin = 0;
  }
  store<f64>(bounds + ((<usize>used) << 3), Infinity);
  return used + 1;
}

function boundsOfManyValues(
  values: usize,
  counts: usize,
  size: i32,
  rows: i32,
  maxBins: i32,
  bounds: usize,
): i32 {
  let binsLeft = maxBins;
  let rowsLeft = rows;
  const frequent = <f64>rows / <f64>maxBins;
  for (let i = 0; i < size; i++) {
    const count = countAt(counts, i);
    if (<f64>count < frequent) continue;
    binsLeft--;
    rowsLeft -= count;
  }
  let meanRows = <f64>rowsLeft / <f64>binsLeft;
  let used = 0;
  let bins = 1;
  let rowsInBin = 0;
  for (let i = 0; i < size - 1 && bins < maxBins; i++) {
    const count = countAt(counts, i);
    const isFrequent = <f64>count >= frequent;
    if (!isFrequent) rowsLeft -= count;
    rowsInBin += count;
    const isFull =
      isFrequent ||
      <f64>rowsInBin >= meanRows ||
      (<f64>countAt(counts, i + 1) >= frequent && <f64>rowsInBin >= Math.max(1, meanRows * 0.5));
    if (!isFull) continue;
    used = addBound(bounds, used, valueAt(values, i), valueAt(values, i + 1));
    bins++;
    rowsInBin = 0;
    if (!isFrequent) meanRows = <f64>rowsLeft / <f64>--binsLeft;
  }
  store<f64>(bounds + ((<usize>used) << 3), Infinity);
  return used + 1;
}

/** Adds the bound between two neighbouring values, unless it is the last one again; returns how many there are. */
function addBound(bounds: usize, used: i32, below: f64, above: f64): i32 {
  const bound = nextUp((below + above) / 2);
  if (used > 0 && isSameDouble(load<f64>(bounds + ((<usize>(used - 1)) << 3)), bound)) return used;
  store<f64>(bounds + ((<usize>used) << 3), bound);
  return used + 1;
}

/** Returns whether `above`, which is not below `value`, equals `value` or the next greater double. */
export function isSameDouble(value: f64, above: f64): bool {
  return above <= nextUp(value);
}

/** Returns the next double above `value`: nextafter(value, infinity). */
export function nextUp(value: f64): f64 {
  if (value === Infinity) return value;
  if (value === 0) return reinterpret<f64>(<i64>1);
  return reinterpret<f64>(reinterpret<i64>(value) + (value > 0 ? 1 : -1));
}
