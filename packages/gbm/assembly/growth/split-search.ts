import { Candidate, Feature, Leaf, Rules } from "./growth";

/** LightGBM's kEpsilon, a float there; added to sums of hessians so that none is zero. */
export const EPSILON: f64 = <f64>(<f32>1e-15);

/** A factor below 1, by more than the rounding of a gain. */
const SAFELY_BELOW: f64 = 1 - 1e-12;

/** Squares of the gradients of two leaves, shrunk by l1 first; the sign does not count. */
export function squaresOf(gradients: v128, l1: f64): v128 {
  const shrunk =
    l1 > 0 ? f64x2.max(f64x2.sub(f64x2.abs(gradients), f64x2.splat(l1)), f64x2.splat(0)) : gradients;
  return f64x2.mul(shrunk, shrunk);
}

/**
 * Returns whether the squares / weights of two leaves certainly sum to less than `gain`. The inequality is
 * multiplied out, because a division takes as long as the rest of the work on a threshold.
 */
function isWorse(squares: v128, weights: v128, gain: f64): bool {
  const swapped = v128.shuffle<f64>(weights, weights, 1, 0);
  const crossed = f64x2.mul(squares, swapped);
  const product = f64x2.extract_lane(f64x2.mul(weights, swapped), 0);
  return f64x2.extract_lane(crossed, 0) + f64x2.extract_lane(crossed, 1) < gain * SAFELY_BELOW * product;
}

/** Twice by how much the outputs of two leaves lower the loss together (LightGBM's GetLeafGain). */
export function gainOfBoth(squares: v128, weights: v128): f64 {
  const gains = f64x2.div(squares, weights);
  return f64x2.extract_lane(gains, 0) + f64x2.extract_lane(gains, 1);
}

export function gainOfOne(gradient: f64, hessian: f64, l1: f64, l2: f64): f64 {
  const shrunk = Math.max(Math.abs(gradient) - l1, 0);
  return (shrunk * shrunk) / (hessian + l2);
}

/**
 * Finds the best split of a leaf on a feature (LightGBM's FindBestThreshold): thresholds are tried from the right, missing
 * values going left, then, for a feature with missing values, from the left, missing values going right. Of equal gains the
 * first is kept.
 *
 * The candidate's `found` is false where no threshold gains more than the rules ask for.
 */
export function searchSplit(
  histogram: usize,
  feature: Feature,
  leaf: Leaf,
  rules: Rules,
  candidate: Candidate,
): void {
  const total = f64x2.replace_lane(f64x2.splat(leaf.hessian + 2 * EPSILON), 0, leaf.gradient);
  const gainUnsplit =
    gainOfOne(leaf.gradient, leaf.hessian + 2 * EPSILON, rules.l1, rules.l2) + rules.minGain;
  const bins = feature.binCount;
  candidate.found = false;
  candidate.mayDivide = false;
  candidate.gain = gainUnsplit;
  if (feature.hasMissingBin && bins > 2) {
    scanFromRight(histogram + feature.place, bins - 2, total, <f64>leaf.count, rules, candidate);
    // After rounding this is not the same number again, but LightGBM compares with this one.
    candidate.gain = candidate.gain - gainUnsplit + gainUnsplit;
    scanFromLeft(
      histogram + feature.place,
      bins,
      feature.mostFrequentBin === 0,
      total,
      <f64>leaf.count,
      rules,
      candidate,
    );
  } else {
    scanFromRight(histogram + feature.place, bins - 1, total, <f64>leaf.count, rules, candidate);
    // If there are two bins and one is for NaN, the right bin is that of NaN.
    if (feature.hasMissingBin) candidate.missingLeft = false;
  }
  candidate.gain -= gainUnsplit;
}

/**
 * The number of rows in a bin; where hessians differ, an estimate. Where they are 1 their sums are near whole
 * numbers, not always whole: of the most frequent bin and of larger leaves they are differences. Counts are
 * f64, which costs no conversions.
 */
export function rowsOf(entry: usize, rowsPerHessian: f64): f64 {
  const hessian = load<f64>(entry, 8);
  return rowsPerHessian === 1 ? nearest(hessian) : trunc(hessian * rowsPerHessian + 0.5);
}

/** Moves bins `lastBin` down to 1 to the right side, one at a time. */
function scanFromRight(
  sums: usize,
  lastBin: i32,
  total: v128,
  count: f64,
  rules: Rules,
  candidate: Candidate,
): void {
  const l1 = rules.l1;
  const l2 = f64x2.splat(rules.l2);
  const minRows = <f64>rules.minRows;
  const minHessian = rules.minHessian;
  const mostRows = count - minRows;
  const rowsPerHessian = rules.hasUnitHessian ? 1 : count / f64x2.extract_lane(total, 1);
  let right = f64x2.replace_lane(f64x2.splat(0), 1, EPSILON);
  let rightCount: f64 = 0;
  let bestGain = candidate.gain;
  let best: usize = 0;
  let bestLeft = total;
  for (let entry = sums + ((<usize>lastBin) << 4); entry > sums; entry -= 16) {
    right = f64x2.add(right, v128.load(entry));
    rightCount += rowsOf(entry, rowsPerHessian);
    if (rightCount < minRows || f64x2.extract_lane(right, 1) < minHessian) continue;
    const left = f64x2.sub(total, right);
    if (rightCount > mostRows || f64x2.extract_lane(left, 1) < minHessian) break;
    const squares = squaresOf(v128.shuffle<f64>(left, right, 0, 2), l1);
    const weights = f64x2.add(v128.shuffle<f64>(left, right, 1, 3), l2);
    if (isWorse(squares, weights, bestGain)) continue;
    const gain = gainOfBoth(squares, weights);
    if (!(gain > bestGain)) {
      // As in LightGBM, a split with a gain of 0 / 0 is not kept, but the feature stays available in the
      // leaves below.
      if (Number.isNaN(gain)) candidate.mayDivide = true;
      continue;
    }
    bestGain = gain;
    best = entry;
    bestLeft = left;
  }
  if (best === 0) return;
  candidate.keep(bestGain, <i32>((best - sums) >> 4) - 1, bestLeft, true);
}

/** Bins from 0 on move to the left side, one at a time, until only the missing bin is right. */
function scanFromLeft(
  sums: usize,
  bins: i32,
  firstBinIsDerived: bool,
  total: v128,
  count: f64,
  rules: Rules,
  candidate: Candidate,
): void {
  const l1 = rules.l1;
  const l2 = f64x2.splat(rules.l2);
  const minRows = <f64>rules.minRows;
  const minHessian = rules.minHessian;
  const mostRows = count - minRows;
  const rowsPerHessian = rules.hasUnitHessian ? 1 : count / f64x2.extract_lane(total, 1);
  const epsilon = f64x2.replace_lane(f64x2.splat(0), 1, EPSILON);
  const last = sums + ((<usize>(bins - 1)) << 4);
  let left = epsilon;
  let leftCount: f64 = 0;
  let entry = sums;
  if (firstBinIsDerived) {
    left = f64x2.sub(total, epsilon);
    leftCount = count;
    for (entry = sums + 16; entry <= last; entry += 16) {
      left = f64x2.sub(left, v128.load(entry));
      leftCount -= rowsOf(entry, rowsPerHessian);
    }
    entry = sums;
  }
  let bestGain = candidate.gain;
  let best: usize = 0;
  let bestLeft = total;
  for (; entry < last; entry += 16) {
    if (entry > sums || !firstBinIsDerived) {
      left = f64x2.add(left, v128.load(entry));
      leftCount += rowsOf(entry, rowsPerHessian);
    }
    if (leftCount < minRows || f64x2.extract_lane(left, 1) < minHessian) continue;
    const right = f64x2.sub(total, left);
    if (leftCount > mostRows || f64x2.extract_lane(right, 1) < minHessian) break;
    const squares = squaresOf(v128.shuffle<f64>(left, right, 0, 2), l1);
    const weights = f64x2.add(v128.shuffle<f64>(left, right, 1, 3), l2);
    if (isWorse(squares, weights, bestGain)) continue;
    const gain = gainOfBoth(squares, weights);
    if (!(gain > bestGain)) {
      // As in LightGBM, a split with a gain of 0 / 0 is not kept, but the feature stays available in the
      // leaves below.
      if (Number.isNaN(gain)) candidate.mayDivide = true;
      continue;
    }
    bestGain = gain;
    best = entry;
    bestLeft = left;
  }
  if (best === 0) return;
  candidate.keep(bestGain, <i32>((best - sums) >> 4), bestLeft, false);
}
