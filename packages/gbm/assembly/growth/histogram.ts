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
  const end = pairs + ((<usize>count) << 3);
  while (pairs < end) {
    const row = <usize>load<u32>(rows) * sizeof<Bin>();
    const pair = f64x2.promote_low_f32x4(v128.load64_zero(pairs));
    add(sums0 + ((<usize>load<Bin>(bins0 + row)) << 4), pair);
    add(sums1 + ((<usize>load<Bin>(bins1 + row)) << 4), pair);
    add(sums2 + ((<usize>load<Bin>(bins2 + row)) << 4), pair);
    add(sums3 + ((<usize>load<Bin>(bins3 + row)) << 4), pair);
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
 * LightGBM's, which decides between thresholds of equal gain. (A first bin is never read; see the split search.)
 *
 * @param gradient of the leaf
 * @param hessian of the leaf
 */
export function deriveMostFrequentBin(histogram: usize, feature: Feature, gradient: f64, hessian: f64): void {
  if (feature.mostFrequentBin === 0) return;
  let total = f64x2.replace_lane(f64x2.splat(hessian), 0, gradient);
  const derived = histogram + feature.place + ((<usize>feature.mostFrequentBin) << 4);
  const end = histogram + feature.place + ((<usize>feature.binCount) << 4);
  for (let entry = histogram + feature.place; entry < derived; entry += 16) {
    total = f64x2.sub(total, v128.load(entry));
  }
  for (let entry = derived + 16; entry < end; entry += 16) total = f64x2.sub(total, v128.load(entry));
  v128.store(derived, total);
}

/** Turns a parent's sums into those of one child by subtracting the other child's sums. */
export function subtractHistogram(parent: usize, child: usize, feature: Feature): void {
  const end = parent + feature.place + ((<usize>feature.binCount) << 4);
  child += feature.place;
  for (let entry = parent + feature.place; entry < end; entry += 16, child += 16) {
    v128.store(entry, f64x2.sub(v128.load(entry), v128.load(child)));
  }
}
