import { drawBelow } from "./constrained-search";
import { Candidate, Feature, Leaf, Rules } from "./growth";
import { boundsAt, gainOfOutput, gainOfSide, gainOfSplit } from "./leaf-gain";
import { EPSILON, gainOfBoth, gainOfOne, squaresOf } from "./split-search";
import { sortByKeys } from "./stable-sort";

/** Returns the number of rows in a bin, rounded as LightGBM does. */
function rowsOf(hessian: f64, rowsPerHessian: f64): i32 {
  return <i32>(hessian * rowsPerHessian + 0.5);
}

/** Twice by how much two leaves lower the loss together. */
function gainOf(
  left: v128,
  leftCount: i32,
  right: v128,
  rightCount: i32,
  l2: f64,
  bounds: usize,
  leaf: Leaf,
  rules: Rules,
): f64 {
  if (!rules.isPlain)
    return gainOfSplit(left, <f64>leftCount, right, <f64>rightCount, l2, 0, bounds, leaf, rules);
  const weights = f64x2.add(v128.shuffle<f64>(left, right, 1, 3), f64x2.splat(l2));
  return gainOfBoth(squaresOf(v128.shuffle<f64>(left, right, 0, 2), rules.l1), weights);
}

/** Twice by how much the leaf itself lowers the loss. */
function gainOfLeaf(leaf: Leaf, hessian: f64, rules: Rules): f64 {
  if (rules.isPlain) return gainOfOne(leaf.gradient, hessian, rules.l1, rules.l2);
  // As in LightGBM, the leaf's own output counts only where outputs are smoothed.
  if (rules.smoothing > EPSILON) return gainOfOutput(leaf.gradient, hessian, rules.l2, leaf.output, rules);
  return gainOfSide(leaf.gradient, hessian, rules.l2, <f64>leaf.count, 0, rules);
}

/**
 * Finds the best set of categories that goes left (LightGBM's FindBestThresholdCategorical): one category where there are few, else the
 * first ones in the order of their mean gradients, from either end. Bin 0, of NaN and rare categories, always goes right.
 *
 * The candidate's `threshold` is the bin of the one category, or the number of categories less one; `missingLeft` says that the
 * categories are taken from the end with the largest gradients.
 */
export function searchCategories(
  histogram: usize,
  feature: Feature,
  leaf: Leaf,
  rules: Rules,
  candidate: Candidate,
): void {
  const sums = histogram + feature.place;
  const hessian = leaf.hessian + 2 * EPSILON;
  const total = f64x2.replace_lane(f64x2.splat(hessian), 0, leaf.gradient);
  const gainUnsplit = gainOfLeaf(leaf, hessian, rules) + rules.minGain;
  const rowsPerHessian = <f64>leaf.count / hessian;
  candidate.found = false;
  candidate.mayDivide = false;
  candidate.gain = gainUnsplit;
  candidate.bounds = boundsAt(leaf, feature, 0);
  if (feature.binCount <= rules.mostOneHot) {
    searchOne(sums, feature, leaf, rules, total, rowsPerHessian, candidate);
  } else {
    searchMany(sums, feature, leaf, rules, total, rowsPerHessian, candidate);
  }
  candidate.gain -= gainUnsplit;
}

function searchOne(
  sums: usize,
  feature: Feature,
  leaf: Leaf,
  rules: Rules,
  total: v128,
  rowsPerHessian: f64,
  candidate: Candidate,
): void {
  const epsilon = f64x2.replace_lane(f64x2.splat(0), 1, EPSILON);
  const drawn = rules.drawsThresholds ? drawBelow(feature, feature.binCount - 1) + 1 : 0;
  for (let bin = 1; bin < feature.binCount; bin++) {
    const own = v128.load(sums + ((<usize>bin) << 4));
    const ownHessian = f64x2.extract_lane(own, 1);
    const count = rowsOf(ownHessian, rowsPerHessian);
    if (count < rules.minRows || ownHessian < rules.minHessian) continue;
    if (leaf.count - count < rules.minRows) continue;
    const other = f64x2.sub(f64x2.sub(total, own), epsilon);
    if (f64x2.extract_lane(other, 1) < rules.minHessian) continue;
    if (rules.drawsThresholds && bin !== drawn) continue;
    const left = f64x2.add(own, epsilon);
    const gain = gainOf(other, leaf.count - count, left, count, rules.l2, candidate.bounds, leaf, rules);
    keepBetter(gain, bin, left, count, false, candidate);
  }
}

function searchMany(
  sums: usize,
  feature: Feature,
  leaf: Leaf,
  rules: Rules,
  total: v128,
  rowsPerHessian: f64,
  candidate: Candidate,
): void {
  const order = feature.order;
  const used = orderCategories(sums, feature.binCount, rules.categorySmoothing, rowsPerHessian, order);
  const most = min(rules.mostCategories, (used + 1) / 2);
  const l2 = rules.l2 + rules.categoryL2;
  const lastSize = max(min(most, used) - 1, 0);
  const drawn = rules.drawsThresholds && lastSize > 0 ? drawBelow(feature, lastSize) : 0;
  for (let direction = 0; direction < 2; direction++) {
    const fromEnd = direction === 1;
    let left = f64x2.replace_lane(f64x2.splat(0), 1, EPSILON);
    let leftCount = 0;
    let groupCount = 0;
    for (let i = 0; i < most; i++) {
      const bin = load<i32>(order + ((<usize>(fromEnd ? used - 1 - i : i)) << 2));
      const own = v128.load(sums + ((<usize>bin) << 4));
      const count = rowsOf(f64x2.extract_lane(own, 1), rowsPerHessian);
      left = f64x2.add(left, own);
      leftCount += count;
      groupCount += count;
      if (leftCount < rules.minRows || f64x2.extract_lane(left, 1) < rules.minHessian) continue;
      const rightCount = leaf.count - leftCount;
      if (rightCount < rules.minRows || rightCount < rules.minGroupRows) break;
      const right = f64x2.sub(total, left);
      if (f64x2.extract_lane(right, 1) < rules.minHessian) break;
      if (groupCount < rules.minGroupRows) continue;
      groupCount = 0;
      if (rules.drawsThresholds && i !== drawn) continue;
      const gain = gainOf(left, leftCount, right, rightCount, l2, candidate.bounds, leaf, rules);
      keepBetter(gain, i, left, leftCount, fromEnd, candidate);
    }
  }
}

function keepBetter(
  gain: f64,
  threshold: i32,
  left: v128,
  leftCount: i32,
  fromEnd: bool,
  candidate: Candidate,
): void {
  if (gain > candidate.gain) {
    candidate.keep(gain, threshold, left, fromEnd);
    candidate.leftCount = <f64>leftCount;
  } else if (Number.isNaN(gain)) candidate.mayDivide = true;
}

/**
 * Writes the bins that hold enough rows in the ascending order of their smoothed mean gradients, equal ones in their own order.
 *
 * @param order [bins] i32, written; behind it memory for [bins] i32 and [bins] f64
 * @returns how many bins there are
 */
export function orderCategories(
  sums: usize,
  binCount: i32,
  smoothing: f64,
  rowsPerHessian: f64,
  order: usize,
): i32 {
  const buffer = order + ((<usize>binCount) << 2);
  const means = (buffer + ((<usize>binCount) << 2) + 7) & ~7;
  let used = 0;
  for (let bin = 1; bin < binCount; bin++) {
    const entry = sums + ((<usize>bin) << 4);
    const hessian = load<f64>(entry, 8);
    if (<f64>rowsOf(hessian, rowsPerHessian) < smoothing) continue;
    store<f64>(means + ((<usize>bin) << 3), load<f64>(entry) / (hessian + smoothing));
    store<i32>(order + ((<usize>used) << 2), bin);
    used++;
  }
  sortByKeys(order, used, means, buffer);
  return used;
}
