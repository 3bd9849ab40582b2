import { Feature } from "./growth";

/**
 * Sums gradients and hessians by bin: pairs of f64 at the feature's place in `histogram`. Four features at a time, so that a
 * row's number and its gradients are read once for all of them; their sums fit the fastest cache.
 *
 * @param rows [count] u32, the leaf's rows
 * @param pairs [count] (gradient, hessian) f32 of those rows
 */
export function fillFour<Bin extends number>(
  histogram: usize,
  feature0: Feature,
  feature1: Feature,
  feature2: Feature,
  feature3: Feature,
  rows: usize,
  pairs: usize,
  count: i32,
): void {
  const sums0 = clear(histogram, feature0);
  const sums1 = clear(histogram, feature1);
  const sums2 = clear(histogram, feature2);
  const sums3 = clear(histogram, feature3);
  const bins0 = feature0.bins;
  const bins1 = feature1.bins;
  const bins2 = feature2.bins;
  const bins3 = feature3.bins;
  // Two rows at a time, which takes fewer instructions for each.
  const even = pairs + ((<usize>(count & ~1)) << 3);
  while (pairs < even) {
    const two = v128.load(pairs);
    const first = f64x2.promote_low_f32x4(two);
    const second = f64x2.promote_low_f32x4(v128.shuffle<i64>(two, two, 1, 1));
    const row = <usize>load<u32>(rows) * sizeof<Bin>();
    add(sums0 + ((<usize>load<Bin>(bins0 + row)) << 4), first);
    add(sums1 + ((<usize>load<Bin>(bins1 + row)) << 4), first);
    add(sums2 + ((<usize>load<Bin>(bins2 + row)) << 4), first);
    add(sums3 + ((<usize>load<Bin>(bins3 + row)) << 4), first);
    const next = <usize>load<u32>(rows, 4) * sizeof<Bin>();
    add(sums0 + ((<usize>load<Bin>(bins0 + next)) << 4), second);
    add(sums1 + ((<usize>load<Bin>(bins1 + next)) << 4), second);
    add(sums2 + ((<usize>load<Bin>(bins2 + next)) << 4), second);
    add(sums3 + ((<usize>load<Bin>(bins3 + next)) << 4), second);
    rows += 8;
    pairs += 16;
  }
  if ((count & 1) === 0) return;
  const row = <usize>load<u32>(rows) * sizeof<Bin>();
  const pair = f64x2.promote_low_f32x4(v128.load64_zero(pairs));
  add(sums0 + ((<usize>load<Bin>(bins0 + row)) << 4), pair);
  add(sums1 + ((<usize>load<Bin>(bins1 + row)) << 4), pair);
  add(sums2 + ((<usize>load<Bin>(bins2 + row)) << 4), pair);
  add(sums3 + ((<usize>load<Bin>(bins3 + row)) << 4), pair);
}

/** The same for two features. */
export function fillTwo<Bin extends number>(
  histogram: usize,
  feature0: Feature,
  feature1: Feature,
  rows: usize,
  pairs: usize,
  count: i32,
): void {
  const sums0 = clear(histogram, feature0);
  const sums1 = clear(histogram, feature1);
  const bins0 = feature0.bins;
  const bins1 = feature1.bins;
  const end = pairs + ((<usize>count) << 3);
  while (pairs < end) {
    const row = <usize>load<u32>(rows) * sizeof<Bin>();
    const pair = f64x2.promote_low_f32x4(v128.load64_zero(pairs));
    add(sums0 + ((<usize>load<Bin>(bins0 + row)) << 4), pair);
    add(sums1 + ((<usize>load<Bin>(bins1 + row)) << 4), pair);
    rows += 4;
    pairs += 8;
  }
}

/** Sums gradients and hessians by bin for a single feature. */
export function fillOne<Bin extends number>(
  histogram: usize,
  feature: Feature,
  rows: usize,
  pairs: usize,
  count: i32,
): void {
  const sums = clear(histogram, feature);
  const bins = feature.bins;
  const end = pairs + ((<usize>count) << 3);
  while (pairs < end) {
    const row = <usize>load<u32>(rows) * sizeof<Bin>();
    const pair = f64x2.promote_low_f32x4(v128.load64_zero(pairs));
    add(sums + ((<usize>load<Bin>(bins + row)) << 4), pair);
    rows += 4;
    pairs += 8;
  }
}

function add(entry: usize, pair: v128): void {
  v128.store(entry, f64x2.add(v128.load(entry), pair));
}

function clear(histogram: usize, feature: Feature): usize {
  const sums = histogram + feature.place;
  memory.fill(sums, 0, (<usize>feature.binCount) << 4);
  return sums;
}

/**
 * Sets the most frequent bin's sums to what the other bins leave of the leaf's, as LightGBM does: so they round as
 * LightGBM's, which decides between thresholds of equal gain. If that is the first bin, its sums become 0: LightGBM does not keep it.
 *
 * @param total the gradient and the hessian of the leaf
 */
export function deriveMostFrequentBin(histogram: usize, feature: Feature, total: v128): void {
  const entry = emptyMostFrequentBin(histogram, feature);
  if (feature.mostFrequentBin === 0) return;
  storeRest(histogram, feature, subtractBins(histogram, feature, entry, total));
}

/** Does the same for four features at a time, because each difference waits for the one before it. */
export function deriveFour(
  histogram: usize,
  feature0: Feature,
  feature1: Feature,
  feature2: Feature,
  feature3: Feature,
  total: v128,
): void {
  let entry0 = emptyMostFrequentBin(histogram, feature0);
  let entry1 = emptyMostFrequentBin(histogram, feature1);
  let entry2 = emptyMostFrequentBin(histogram, feature2);
  let entry3 = emptyMostFrequentBin(histogram, feature3);
  if (
    (feature0.mostFrequentBin |
      feature1.mostFrequentBin |
      feature2.mostFrequentBin |
      feature3.mostFrequentBin) ===
    0
  )
    return;
  let rest0 = total;
  let rest1 = total;
  let rest2 = total;
  let rest3 = total;
  const bins = min(min(feature0.binCount, feature1.binCount), min(feature2.binCount, feature3.binCount));
  const end = entry0 + ((<usize>bins) << 4);
  while (entry0 < end) {
    rest0 = f64x2.sub(rest0, v128.load(entry0));
    rest1 = f64x2.sub(rest1, v128.load(entry1));
    rest2 = f64x2.sub(rest2, v128.load(entry2));
    rest3 = f64x2.sub(rest3, v128.load(entry3));
    entry0 += 16;
    entry1 += 16;
    entry2 += 16;
    entry3 += 16;
  }
  storeRest(histogram, feature0, subtractBins(histogram, feature0, entry0, rest0));
  storeRest(histogram, feature1, subtractBins(histogram, feature1, entry1, rest1));
  storeRest(histogram, feature2, subtractBins(histogram, feature2, entry2, rest2));
  storeRest(histogram, feature3, subtractBins(histogram, feature3, entry3, rest3));
}

/** Sets the most frequent bin's sums to 0, so that they change no difference; returns where the feature's sums begin. */
function emptyMostFrequentBin(histogram: usize, feature: Feature): usize {
  const sums = histogram + feature.place;
  v128.store(sums + ((<usize>feature.mostFrequentBin) << 4), f64x2.splat(0));
  return sums;
}

/** Subtracts the bins from `entry` on. */
function subtractBins(histogram: usize, feature: Feature, entry: usize, rest: v128): v128 {
  const end = histogram + feature.place + ((<usize>feature.binCount) << 4);
  for (; entry < end; entry += 16) rest = f64x2.sub(rest, v128.load(entry));
  return rest;
}

/** Stores the sums of the most frequent bin, unless it is the first one. */
function storeRest(histogram: usize, feature: Feature, rest: v128): void {
  if (feature.mostFrequentBin === 0) return;
  v128.store(histogram + feature.place + ((<usize>feature.mostFrequentBin) << 4), rest);
}

/** Turns a parent's sums into those of one child by subtracting the other child's sums. */
export function subtractHistogram(parent: usize, child: usize, feature: Feature): void {
  const end = parent + feature.place + ((<usize>feature.binCount) << 4);
  child += feature.place;
  for (let entry = parent + feature.place; entry < end; entry += 16, child += 16) {
    v128.store(entry, f64x2.sub(v128.load(entry), v128.load(child)));
  }
}
