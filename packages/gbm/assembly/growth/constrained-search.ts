import { Candidate, Feature, Leaf, Rules } from "./growth";
import { boundsAt, gainOfSide, gainOfSplit, isImpossible } from "./leaf-gain";
import { EPSILON, rowsOf } from "./split-search";

/** A whole number in [0, bound) from the feature's own draws (LightGBM's Random::NextInt). */
export function drawBelow(feature: Feature, bound: i32): i32 {
  const state = 214013 * load<u32>(feature.random) + 2531011;
  store<u32>(feature.random, state);
  return <i32>(state & 0x7fffffff) % bound;
}

/**
 * Finds the best split of a leaf on a numerical feature as searchSplit does, where the rules are not plain (see Rules) or zeros count as
 * missing. The candidate's `found` is false where no threshold gains more than the rules ask for.
 */
export function searchConstrainedSplit(
  histogram: usize,
  feature: Feature,
  leaf: Leaf,
  rules: Rules,
  candidate: Candidate,
): void {
  const hessian = leaf.hessian + 2 * EPSILON;
  const total = f64x2.replace_lane(f64x2.splat(hessian), 0, leaf.gradient);
  const count = <f64>leaf.count;
  const gainUnsplit = gainOfSide(leaf.gradient, hessian, rules.l2, count, leaf.output, rules) + rules.minGain;
  const bins = feature.binCount;
  const drawn = rules.drawsThresholds && bins > 2 ? drawBelow(feature, bins - 2) : 0;
  const sums = histogram + feature.place;
  candidate.found = false;
  candidate.mayDivide = false;
  if (feature.zeroBin >= 0) {
    scan(sums, bins - 1, false, feature, total, count, drawn, gainUnsplit, leaf, rules, candidate);
    scan(sums, bins - 2, true, feature, total, count, drawn, gainUnsplit, leaf, rules, candidate);
  } else if (feature.hasMissingBin && bins > 2) {
    scan(sums, bins - 2, false, feature, total, count, drawn, gainUnsplit, leaf, rules, candidate);
    scan(sums, bins - 2, true, feature, total, count, drawn, gainUnsplit, leaf, rules, candidate);
  } else {
    scan(sums, bins - 1, false, feature, total, count, drawn, gainUnsplit, leaf, rules, candidate);
    // Of two bins, one for NaN, the right one is NaN's.
    if (feature.hasMissingBin) candidate.missingLeft = false;
  }
}

/**
 * Moves bins to one side, one at a time: from the left, bins 0 to `last`, or from the right, bins `last` to 1.
 *
 * @param drawn the only threshold that is tried, where thresholds are drawn
 */
function scan(
  sums: usize,
  last: i32,
  fromLeft: bool,
  feature: Feature,
  total: v128,
  count: f64,
  drawn: i32,
  gainUnsplit: f64,
  leaf: Leaf,
  rules: Rules,
  candidate: Candidate,
): void {
  const minRows = <f64>rules.minRows;
  const rowsPerHessian = rules.hasUnitHessian ? 1 : count / f64x2.extract_lane(total, 1);
  const epsilon = f64x2.replace_lane(f64x2.splat(0), 1, EPSILON);
  const firstIsDerived = fromLeft && feature.mostFrequentBin === 0 && feature.zeroBin < 0;
  let near = epsilon;
  let nearCount: f64 = 0;
  if (firstIsDerived) {
    near = f64x2.sub(total, epsilon);
    nearCount = count;
    for (let bin = 1; bin < feature.binCount; bin++) {
      const entry = sums + ((<usize>bin) << 4);
      near = f64x2.sub(near, v128.load(entry));
      nearCount -= rowsOf(entry, rowsPerHessian);
    }
  }
  let best: f64 = -Infinity;
  let bestThreshold = 0;
  let bestLeft = total;
  let bestCount: f64 = 0;
  let bestBounds: usize = 0;
  const steps = fromLeft ? last + 1 : last;
  // As in LightGBM, a first bin that is not kept is not counted either, unless it is derived.
  const begin = fromLeft && feature.mostFrequentBin === 0 && !firstIsDerived ? 1 : 0;
  for (let i = begin; i < steps; i++) {
    const bin = fromLeft ? i : last - i;
    if (bin === feature.zeroBin) continue;
    if (i > 0 || !firstIsDerived) {
      const entry = sums + ((<usize>bin) << 4);
      near = f64x2.add(near, v128.load(entry));
      nearCount += rowsOf(entry, rowsPerHessian);
    }
    if (nearCount < minRows || f64x2.extract_lane(near, 1) < rules.minHessian) continue;
    const far = f64x2.sub(total, near);
    const farCount = count - nearCount;
    if (farCount < minRows || f64x2.extract_lane(far, 1) < rules.minHessian) break;
    const threshold = fromLeft ? bin : bin - 1;
    if (rules.drawsThresholds && threshold !== drawn) continue;
    const bounds = boundsAt(leaf, feature, fromLeft ? 0 : bin);
    const gain = fromLeft
      ? gainOfSplit(near, nearCount, far, farCount, rules.l2, feature.monotone, bounds, leaf, rules)
      : gainOfSplit(far, farCount, near, nearCount, rules.l2, feature.monotone, bounds, leaf, rules);
    if (gain <= gainUnsplit) continue;
    candidate.mayDivide = true;
    if (!(gain > best) || (rules.isMonotone && isImpossible(bounds))) continue;
    best = gain;
    bestBounds = bounds;
    bestThreshold = threshold;
    bestLeft = fromLeft ? near : far;
    bestCount = fromLeft ? nearCount : farCount;
  }
  if (best === -Infinity || (candidate.found && best <= candidate.gain + gainUnsplit)) return;
  candidate.keep(best - gainUnsplit, bestThreshold, bestLeft, !fromLeft);
  candidate.leftCount = bestCount;
  candidate.bounds = bestBounds;
}
