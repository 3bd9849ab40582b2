import { Computation, Percentile, strideOf } from "./computation";
import { Moments, measure } from "./moments";
import { fillWanted, Selection, select } from "./selection";

/**
 * The number of standard deviations around the mean that buckets cover. Most wanted ranks lie within this
 * range, and outliers must not widen the buckets.
 */
const DEVIATIONS: f64 = 2;

/**
 * Writes percentiles, the population standard deviation and the mean of a tensor to `out`. All are NaN where a value is;
 * infinities follow IEEE arithmetic.
 *
 * @param values [count] f32; memory for a vector more must follow
 */
export function writeStatistics(
  values: usize,
  wanted: Computation,
  moments: Moments,
  selection: Selection,
  out: usize,
): void {
  const count = wanted.count;
  const end = out + ((<usize>wanted.percentileCount) << 3);
  selection.ranks = wanted.ranks;
  measure(values, count, moments);
  if (moments.isFinite) {
    selectWithin(values, count, wanted.rankCount, moments, selection);
  } else if (!selectBesideInfinities(values, count, wanted, moments, selection)) {
    for (let at = out; at < end + 16; at += 8) store<f64>(at, NaN);
    return;
  }
  let percentile = wanted.percentiles;
  for (let at = out; at < end; at += 8, percentile += strideOf<Percentile>()) {
    store<f64>(at, interpolate(changetype<Percentile>(percentile), moments, selection.selected));
  }
  store<f64>(end, moments.deviation);
  store<f64>(end, moments.mean, 8);
}

function interpolate(percentile: Percentile, moments: Moments, selected: usize): f64 {
  const t = percentile.fraction;
  const next = percentile.next;
  if (t === 0 && (next < moments.endOfNegative || next >= moments.firstPositive)) return NaN;
  const a = <f64>load<f32>(selected + ((<usize>percentile.below) << 2));
  const b = <f64>load<f32>(selected + ((<usize>percentile.above) << 2));
  // numpy has these two branches: interpolation starts at the nearer end, so that rounding never passes it. A
  // zero becomes +0, because the order of zeros of both signs is not defined.
  return (t < 0.5 ? a + (b - a) * t : b - (b - a) * (1 - t)) + 0;
}

function selectWithin(
  values: usize,
  count: i32,
  rankCount: i32,
  moments: Moments,
  selection: Selection,
): void {
  const spread = DEVIATIONS * moments.deviation;
  const least = moments.least;
  const most = moments.most;
  let low = <f32>max(<f64>least, moments.mean - spread);
  let high = <f32>min(<f64>most, moments.mean + spread);
  if (low >= high) {
    // Returns whether a deviation is too small for the precision of f32.
    low = least;
    high = most;
  }
  select(selection, values, count, 0, 0, rankCount, least, most, low, high);
}

/**
 * Computes the statistics if not all values are finite, by separating the finite ones. Returns false if a
 * value is NaN.
 */
function selectBesideInfinities(
  values: usize,
  count: i32,
  wanted: Computation,
  moments: Moments,
  selection: Selection,
): bool {
  let least: f32 = Infinity;
  let most: f32 = -Infinity;
  let negatives = 0;
  let positives = 0;
  let sum: f64 = 0;
  let place = selection.first;
  for (const end = values + ((<usize>count) << 2); values < end; values += 4) {
    const value = load<f32>(values);
    if (F32.isNaN(value)) return false;
    sum += <f64>value;
    if (value === -Infinity) negatives++;
    else if (value === Infinity) positives++;
    else {
      store<f32>(place, value);
      place += 4;
      least = min(least, value);
      most = max(most, value);
    }
  }
  moments.mean = sum / <f64>count;
  moments.deviation = NaN;
  moments.endOfNegative = negatives;
  moments.firstPositive = count - positives;
  const first = wantedBelow(wanted, negatives);
  const end = wantedBelow(wanted, count - positives);
  const finite = count - negatives - positives;
  fillWanted(selection, 0, first, -Infinity);
  select(selection, selection.first, finite, negatives, first, end, least, most, least, most);
  fillWanted(selection, end, wanted.rankCount, Infinity);
  return true;
}

/** Returns the number of wanted ranks that are below `rank`. */
function wantedBelow(wanted: Computation, rank: i32): i32 {
  let below = 0;
  while (below < wanted.rankCount && load<i32>(wanted.ranks + ((<usize>below) << 2)) < rank) below++;
  return below;
}
