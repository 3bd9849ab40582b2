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
 * The hessians of a leaf's rows, as types: if each row's is 1, sums of hessians are numbers of rows, and rows need not be counted.
 */
type UnitHessians = u8;
type AnyHessians = u16;

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
  if (rules.hasUnitHessian) searchSplitOf<UnitHessians>(histogram, feature, leaf, rules, candidate);
  else searchSplitOf<AnyHessians>(histogram, feature, leaf, rules, candidate);
}

function searchSplitOf<Hessians extends number>(
  histogram: usize,
  feature: Feature,
  leaf: Leaf,
  rules: Rules,
  candidate: Candidate,
): void {
  const total = f64x2.replace_lane(f64x2.splat(leaf.hessian + 2 * EPSILON), 0, leaf.gradient);
  const gainUnsplit =
    gainOfOne(leaf.gradient, leaf.hessian + 2 * EPSILON, rules.l1, rules.l2) + rules.minGain;
  const sums = histogram + feature.place;
  const bins = feature.binCount;
  const count = <f64>leaf.count;
  candidate.found = false;
  candidate.mayDivide = false;
  candidate.gain = gainUnsplit;
  if (feature.hasMissingBin && bins > 2) {
    scanFromRight<Hessians>(sums, bins - 2, total, count, rules, candidate);
    // After rounding this is not the same number again, but LightGBM compares with this one.
    candidate.gain = candidate.gain - gainUnsplit + gainUnsplit;
    scanFromLeft<Hessians>(sums, bins, feature.mostFrequentBin === 0, total, count, rules, candidate);
  } else {
    scanFromRight<Hessians>(sums, bins - 1, total, count, rules, candidate);
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
function scanFromRight<Hessians extends number>(
  sums: usize,
  lastBin: i32,
  total: v128,
  count: f64,
  rules: Rules,
  candidate: Candidate,
): void {
  const right = f64x2.replace_lane(f64x2.splat(0), 1, EPSILON);
  scan<Hessians>(sums, lastBin, lastBin, false, right, 0, total, count, rules, candidate);
}

/** Moves bins from 0 on to the left side, one at a time, until only the missing bin is right. */
function scanFromLeft<Hessians extends number>(
  sums: usize,
  bins: i32,
  firstBinIsDerived: bool,
  total: v128,
  count: f64,
  rules: Rules,
  candidate: Candidate,
): void {
  const epsilon = f64x2.replace_lane(f64x2.splat(0), 1, EPSILON);
  if (!firstBinIsDerived) {
    scan<Hessians>(sums, 0, bins - 1, true, epsilon, 0, total, count, rules, candidate);
    return;
  }
  const rowsPerHessian = rules.hasUnitHessian ? 1 : count / f64x2.extract_lane(total, 1);
  const end = sums + ((<usize>bins) << 4);
  let left = f64x2.sub(total, epsilon);
  let leftCount = count;
  for (let entry = sums + 16; entry < end; entry += 16) {
    left = f64x2.sub(left, v128.load(entry));
    leftCount -= rowsOf(entry, rowsPerHessian);
  }
  scan<Hessians>(sums, 0, bins - 1, true, left, leftCount, total, count, rules, candidate);
}

/**
 * Moves bins to the near side of the split, one at a time, and keeps the best threshold, if it gains more than the candidate.
 *
 * Two thresholds are looked at together. Most of them gain less than the best one so far, which is found without a division, as it would
 * take longer than everything else.
 *
 * @param bin the first bin that is moved; bin 0 has no sums if it is the most frequent one
 * @param bins how many are moved
 * @param fromLeft whether the near side is the left one
 * @param near the sums of the near side before the first bin is moved
 * @param nearCount the rows of that side; not used where all hessians are 1
 */
function scan<Hessians extends number>(
  sums: usize,
  bin: i32,
  bins: i32,
  fromLeft: bool,
  near: v128,
  nearCount: f64,
  total: v128,
  count: f64,
  rules: Rules,
  candidate: Candidate,
): void {
  const l1 = rules.l1;
  const l2 = f64x2.splat(rules.l2);
  const least = f64x2.splat(leastHessian<Hessians>(rules));
  const leastRows = f64x2.splat(<f64>rules.minRows);
  const mostRows = f64x2.splat(count - <f64>rules.minRows);
  const rowsPerHessian = f64x2.splat(count / f64x2.extract_lane(total, 1));
  const step = fromLeft ? 1 : -1;
  const stride = (<usize>step) << 4;
  let entry = sums + ((<usize>bin) << 4);
  let counts = f64x2.splat(nearCount);
  let gain = f64x2.splat(candidate.gain * SAFELY_BELOW);
  for (let left = bins; left > 0; left -= 2, entry += 2 * stride, bin += 2 * step) {
    const first = v128.load(entry);
    // Behind the last bin there is another one, which is not tried.
    const second = v128.load(entry + stride);
    const near0 = f64x2.add(near, first);
    const near1 = f64x2.add(near0, second);
    const far0 = f64x2.sub(total, near0);
    const far1 = f64x2.sub(total, near1);
    const nearHessians = v128.shuffle<f64>(near0, near1, 1, 3);
    const farHessians = v128.shuffle<f64>(far0, far1, 1, 3);
    let tooFew = f64x2.lt(nearHessians, least);
    let atEnd = f64x2.lt(farHessians, least);
    if (sizeof<Hessians>() === sizeof<AnyHessians>()) {
      const hessians = v128.shuffle<f64>(first, second, 1, 3);
      const rows = f64x2.trunc(f64x2.add(f64x2.mul(hessians, rowsPerHessian), f64x2.splat(0.5)));
      counts = f64x2.add(v128.shuffle<f64>(counts, counts, 1, 1), v128.shuffle<f64>(rows, rows, 0, 0));
      counts = f64x2.add(counts, v128.shuffle<f64>(f64x2.splat(0), rows, 0, 3));
      tooFew = v128.or(tooFew, f64x2.lt(counts, leastRows));
      atEnd = v128.or(atEnd, f64x2.gt(counts, mostRows));
    }
    const nearSquares = squaresOf(v128.shuffle<f64>(near0, near1, 0, 2), l1);
    const farSquares = squaresOf(v128.shuffle<f64>(far0, far1, 0, 2), l1);
    const nearWeights = f64x2.add(nearHessians, l2);
    const farWeights = f64x2.add(farHessians, l2);
    const worse = f64x2.lt(
      f64x2.add(f64x2.mul(nearSquares, farWeights), f64x2.mul(farSquares, nearWeights)),
      f64x2.mul(f64x2.mul(nearWeights, farWeights), gain),
    );
    near = near1;
    if (i64x2.all_true(v128.or(tooFew, v128.andnot(worse, atEnd)))) continue;
    const gains = f64x2.add(f64x2.div(nearSquares, nearWeights), f64x2.div(farSquares, farWeights));
    if (i64x2.extract_lane(tooFew, 0) === 0) {
      if (i64x2.extract_lane(atEnd, 0) !== 0) return;
      keepBetter(f64x2.extract_lane(gains, 0), bin, fromLeft, near0, far0, candidate);
    }
    if (left === 1) return;
    if (i64x2.extract_lane(tooFew, 1) === 0) {
      if (i64x2.extract_lane(atEnd, 1) !== 0) return;
      keepBetter(f64x2.extract_lane(gains, 1), bin + step, fromLeft, near1, far1, candidate);
    }
    gain = f64x2.splat(candidate.gain * SAFELY_BELOW);
  }
}

/** The least hessian of a side: where each row's is 1, that of the least number of rows, halfway to the number below it. */
function leastHessian<Hessians extends number>(rules: Rules): f64 {
  if (sizeof<Hessians>() === sizeof<AnyHessians>()) return rules.minHessian;
  return Math.max(rules.minHessian, <f64>rules.minRows - 0.5);
}

/**
 * Keeps a threshold if it gains more than the candidate.
 *
 * @param bin the bin that was moved last
 */
function keepBetter(gain: f64, bin: i32, fromLeft: bool, near: v128, far: v128, candidate: Candidate): void {
  if (gain > candidate.gain) {
    candidate.keep(gain, fromLeft ? bin : bin - 1, fromLeft ? near : far, !fromLeft);
  } else if (Number.isNaN(gain)) {
    // As in LightGBM, a split with a gain of 0 / 0 is not kept, but the feature stays available in the leaves below.
    candidate.mayDivide = true;
  }
}
