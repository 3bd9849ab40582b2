import { Leaf } from "../growth/growth";
import { bestCandidate, blockTasks, listOpenFeatures } from "../growth/leaf-pair";
import { run } from "./jobs";
import { growth, larger, rules, smaller } from "./shared-data";

/**
 * Says what counts of a leaf where the rules are not plain or not every feature is allowed; see Leaf.
 *
 * @param isSmaller whether it is the smaller of the two leaves
 */
export function constrainLeaf(
  isSmaller: bool,
  allowed: usize,
  output: f64,
  bounds: usize,
  hasBoundsByThreshold: bool,
  monotoneFactor: f64,
): void {
  const leaf = isSmaller ? smaller() : larger();
  leaf.allowed = allowed;
  leaf.output = output;
  leaf.bounds = bounds;
  leaf.hasBoundsByThreshold = hasBoundsByThreshold;
  leaf.monotoneFactor = monotoneFactor;
}

export function setSmaller(
  gradient: f64,
  hessian: f64,
  count: i32,
  histogram: usize,
  isSearched: bool,
): void {
  setLeaf(smaller(), gradient, hessian, count, histogram, isSearched);
}

export function setLarger(gradient: f64, hessian: f64, count: i32, histogram: usize, isSearched: bool): void {
  setLeaf(larger(), gradient, hessian, count, histogram, isSearched);
}

function setLeaf(
  leaf: Leaf,
  gradient: f64,
  hessian: f64,
  count: i32,
  histogram: usize,
  isSearched: bool,
): void {
  leaf.gradient = gradient;
  leaf.hessian = hessian;
  leaf.count = count;
  leaf.histogram = histogram;
  leaf.isSearched = isSearched;
}

/**
 * Fills histograms and searches splits of the leaves set, on all threads: the smaller one's from its rows, the larger one's from
 * the parent's histogram, which becomes it. Where there is no larger one, its histogram is 0.
 */
export function examineLeaves(rows: usize, pairs: usize): void {
  const g = growth();
  g.rows = rows;
  g.pairs = pairs;
  const parent = larger().histogram === 0 ? smaller().histogram : larger().histogram;
  listOpenFeatures(g, parent);
  if (larger().histogram !== 0) {
    memory.copy(smaller().histogram + g.flags, parent + g.flags, g.featureCount);
  }
  run(blockTasks(g), 0);
}

/** Searches splits of the smaller of the leaves set, whose histogram is full, on all threads. */
export function searchSmaller(): void {
  const g = growth();
  g.rows = 0;
  listOpenFeatures(g, smaller().histogram);
  run(blockTasks(g), 0);
}

/** See bestCandidate. */
export function bestOfSmaller(best: usize): i32 {
  return bestCandidate(growth(), smaller(), rules(), best);
}

export function bestOfLarger(best: usize): i32 {
  return bestCandidate(growth(), larger(), rules(), best);
}
