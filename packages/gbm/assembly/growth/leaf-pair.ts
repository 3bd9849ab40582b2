import { searchCategories } from "./category-search";
import { searchConstrainedSplit } from "./constrained-search";
import { Candidate, Feature, Growth, Leaf, Rules, strideOf } from "./growth";
import {
  deriveFour,
  deriveMostFrequentBin,
  fillFour,
  fillOne,
  fillTwo,
  subtractHistogram,
} from "./histogram";
import { searchSplit } from "./split-search";

/** The number of features that a thread takes at a time. */
const BLOCK: i32 = 4;

/**
 * The number of tasks into which the open features are divided: blocks, of which the first is divided once more if their number is odd.
 * It is taken last, so that two threads end together.
 */
export function blockTasks(growth: Growth): i32 {
  const blocks = (growth.openCount + BLOCK - 1) / BLOCK;
  return blocks + i32(dividesFirst(blocks));
}

function dividesFirst(blocks: i32): bool {
  return ASC_FEATURE_THREADS && (blocks & 1) === 1;
}

export function featureAt(growth: Growth, slot: i32): Feature {
  return changetype<Feature>(growth.features + <usize>slot * strideOf<Feature>());
}

function candidateAt(leaf: Leaf, slot: i32): Candidate {
  return changetype<Candidate>(leaf.candidates + <usize>slot * strideOf<Candidate>());
}

function openSlot(growth: Growth, position: i32): i32 {
  return load<i32>(growth.open + ((<usize>position) << 2));
}

/** Lists the features that may still be split on, as the flags of `histogram` say. */
export function listOpenFeatures(growth: Growth, histogram: usize): void {
  const flags = histogram + growth.flags;
  let count = 0;
  for (let slot = 0; slot < growth.featureCount; slot++) {
    if (load<u8>(flags + slot) === 0) continue;
    store<i32>(growth.open + ((<usize>count) << 2), slot);
    count++;
  }
  growth.openCount = count;
}

/**
 * Fills the smaller leaf's histogram and searches its splits, then turns the parent's histogram into the larger leaf's and
 * searches those; for the features of a task, see blockTasks. Where no rows are given, only searches the smaller leaf's splits.
 */
export function examineBlock(growth: Growth, smaller: Leaf, larger: Leaf, rules: Rules, task: i32): void {
  const isDivided = dividesFirst((growth.openCount + BLOCK - 1) / BLOCK);
  const size = isDivided && task < 2 ? BLOCK / 2 : BLOCK;
  const first = isDivided && task > 1 ? (task - 1) * BLOCK : task * size;
  const last = min(first + size, growth.openCount);
  if (growth.rows === 0) {
    for (let position = first; position < last; position++) {
      const slot = openSlot(growth, position);
      examineFeature(growth, smaller, rules, featureAt(growth, slot), slot);
    }
    return;
  }
  if (growth.wide) fillBlock<u16>(growth, smaller, first, last);
  else fillBlock<u8>(growth, smaller, first, last);
  for (let position = first; position < last; position++) {
    const slot = openSlot(growth, position);
    const feature = featureAt(growth, slot);
    if (smaller.isSearched) examineFeature(growth, smaller, rules, feature, slot);
    if (larger.histogram === 0) continue;
    subtractHistogram(larger.histogram, smaller.histogram, feature);
    if (larger.isSearched) examineFeature(growth, larger, rules, feature, slot);
  }
}

function fillBlock<Bin extends number>(growth: Growth, leaf: Leaf, first: i32, last: i32): void {
  const histogram = leaf.histogram;
  const rows = growth.rows;
  const pairs = growth.pairs;
  const total = f64x2.replace_lane(f64x2.splat(leaf.hessian), 0, leaf.gradient);
  if (last - first === BLOCK) {
    const feature0 = featureAt(growth, openSlot(growth, first));
    const feature1 = featureAt(growth, openSlot(growth, first + 1));
    const feature2 = featureAt(growth, openSlot(growth, first + 2));
    const feature3 = featureAt(growth, openSlot(growth, first + 3));
    fillFour<Bin>(histogram, feature0, feature1, feature2, feature3, rows, pairs, leaf.count);
    deriveFour(histogram, feature0, feature1, feature2, feature3, total);
    return;
  }
  let position = first;
  for (; position + 1 < last; position += 2) {
    const feature0 = featureAt(growth, openSlot(growth, position));
    const feature1 = featureAt(growth, openSlot(growth, position + 1));
    fillTwo<Bin>(histogram, feature0, feature1, rows, pairs, leaf.count);
    deriveMostFrequentBin(histogram, feature0, total);
    deriveMostFrequentBin(histogram, feature1, total);
  }
  if (position >= last) return;
  const feature = featureAt(growth, openSlot(growth, position));
  fillOne<Bin>(histogram, feature, rows, pairs, leaf.count);
  deriveMostFrequentBin(histogram, feature, total);
}

/** If no threshold of the feature is good enough, none is tried in the leaves below. */
function examineFeature(growth: Growth, leaf: Leaf, rules: Rules, feature: Feature, slot: i32): void {
  const candidate = candidateAt(leaf, slot);
  if (feature.isCategorical) searchCategories(leaf.histogram, feature, leaf, rules, candidate);
  else if (rules.isPlain && feature.zeroBin < 0) searchSplit(leaf.histogram, feature, leaf, rules, candidate);
  else searchConstrainedSplit(leaf.histogram, feature, leaf, rules, candidate);
  if (!rules.isPlain && candidate.found) weighGain(leaf, feature, candidate);
  store<u8>(leaf.histogram + growth.flags + slot, candidate.mayDivide ? 1 : 0);
}

/** Multiplies a gain by what the feature counts; a split without a gain is none. */
function weighGain(leaf: Leaf, feature: Feature, candidate: Candidate): void {
  candidate.gain *= feature.gainFactor;
  if (feature.monotone !== 0) candidate.gain *= leaf.monotoneFactor;
  if (!(candidate.gain > 0)) candidate.found = false;
}

/**
 * The slot of the feature whose split gains most, of equal ones the first; -1 where no feature has one.
 *
 * @param best written: gain, gradient and hessian of that split, f64; its threshold and missingLeft, i32; and, where the
 *   rules are not plain, its leftCount and its bounds, f64
 */
export function bestCandidate(growth: Growth, leaf: Leaf, rules: Rules, best: usize): i32 {
  let bestSlot = -1;
  if (!leaf.isSearched) return bestSlot;
  let bestGain: f64 = 0;
  for (let position = 0; position < growth.openCount; position++) {
    const slot = openSlot(growth, position);
    const candidate = candidateAt(leaf, slot);
    if (leaf.allowed !== 0 && load<u8>(leaf.allowed + slot) === 0) continue;
    if (!candidate.found || (bestSlot >= 0 && !(candidate.gain > bestGain))) continue;
    bestSlot = slot;
    bestGain = candidate.gain;
  }
  if (bestSlot < 0) return bestSlot;
  const candidate = candidateAt(leaf, bestSlot);
  store<f64>(best, candidate.gain);
  store<f64>(best, candidate.gradient, 8);
  store<f64>(best, candidate.hessian, 16);
  store<i32>(best, candidate.threshold, 24);
  store<i32>(best, i32(candidate.missingLeft), 28);
  store<f64>(best, candidate.leftCount, 32);
  if (!rules.isPlain) memory.copy(best + 40, candidate.bounds, 32);
  return bestSlot;
}
