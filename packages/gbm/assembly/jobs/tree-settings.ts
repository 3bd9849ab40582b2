import { orderCategories } from "../growth/category-search";
import { Candidate, strideOf } from "../growth/growth";
import { featureAt } from "../growth/leaf-pair";
import { growth, larger, rules, smaller } from "./shared-data";

/**
 * @param features [features] of the tree
 * @param open [features] i32
 * @param candidates [2, features]
 * @param flags bytes from the start of a histogram to its flags
 */
export function setTree(
  wide: bool,
  features: usize,
  featureCount: i32,
  open: usize,
  candidates: usize,
  flags: usize,
): void {
  const g = growth();
  g.wide = wide;
  g.features = features;
  g.featureCount = featureCount;
  g.open = open;
  g.flags = flags;
  smaller().candidates = candidates;
  larger().candidates = candidates + <usize>featureCount * strideOf<Candidate>();
}

export function setFeature(
  slot: i32,
  bins: usize,
  place: usize,
  binCount: i32,
  mostFrequentBin: i32,
  hasMissingBin: bool,
  zeroBin: i32,
): void {
  const feature = featureAt(growth(), slot);
  feature.zeroBin = zeroBin;
  feature.bins = bins;
  feature.place = place;
  feature.binCount = binCount;
  feature.mostFrequentBin = mostFrequentBin;
  feature.hasMissingBin = hasMissingBin;
  feature.isCategorical = false;
}

/**
 * Says what counts of a feature where the rules are not plain; see Feature.
 *
 * @param random the address of the state of its draws, u32
 */
export function setFeatureRules(slot: i32, monotone: i32, gainFactor: f64, random: usize): void {
  const feature = featureAt(growth(), slot);
  feature.monotone = monotone;
  feature.gainFactor = gainFactor;
  feature.random = random;
}

/**
 * Makes a feature categorical.
 *
 * @param order memory for [binCount] i32, i32 and f64
 */
export function setCategorical(slot: i32, order: usize): void {
  const feature = featureAt(growth(), slot);
  feature.isCategorical = true;
  feature.order = order;
}

/**
 * Orders the bins of a categorical feature at the feature's `order`, in the same way as the search; returns
 * the number of bins.
 *
 * @param histogram of the leaf
 * @param rowsPerHessian rows of the leaf by its sum of hessians
 */
export function orderBins(slot: i32, histogram: usize, rowsPerHessian: f64): i32 {
  const feature = featureAt(growth(), slot);
  const sums = histogram + feature.place;
  return orderCategories(sums, feature.binCount, rules().categorySmoothing, rowsPerHessian, feature.order);
}
