import { RandomStream } from "@weightcast/core";
import { requireFinitePairs } from "./finite-pairs.js";
import { kendallTau } from "./kendall-tau.js";
import { testSetSize } from "./test-set-size.js";

/** Options of the simulation of tau's ceiling. */
export interface TauCeilingOptions {
  /** How many test images each accuracy was measured on; where left out, what `testSetSize` tells from the accuracies, or else 10,000. */
  readonly testSize?: number | undefined;
  /** The least and the greatest value that the target can have: 0 and 1 where left out. */
  readonly range?: readonly [low: number, high: number] | undefined;
  /** Any safe integer, 0 where left out; the same seed gives the same ceiling. */
  readonly seed?: number | undefined;
}

const USUAL_TEST_SIZE = 10_000;
const DRAWS = 20;
/** If there are more rows, the ceiling is computed from a random sample of this size, which gives its third digit. */
const MOST_ROWS = 2000;

/** A value that so many rows share (and at least so large a part of them) is that of networks that answer alike. */
const TIED_ROWS = 5;
const TIED_SHARE = 0.02;

/**
 * The Kendall's tau (b) that predictions of the true accuracies would reach against accuracies measured on a finite test set: the mean over 20
 * simulated measurements. The accuracies at hand stand for the true ones; each measurement draws the number of right answers of each network
 * from a binomial distribution (by its normal approximation where that holds).
 *
 * Ties count too. Networks that share a value with many others, such as those that always give the same answer, answer alike, so that one draw
 * serves all of them and they stay tied; the predictions differ from network to network, as those of a regression do, so that no
 * prediction wins their pairs. A predictor that gives tied networks exactly the same prediction may come above the ceiling.
 *
 * If there are more than 2,000 rows, a random sample of 2,000 is used.
 *
 * @param truth [rows] accuracies, finite
 * @returns a number in [-1, 1]; null where it is not defined (a constant truth)
 * @throws RangeError where `testSize` is not a whole number from 1 on
 * @throws InputError where there are no rows or an entry is not finite
 */
export function tauCeiling(truth: ArrayLike<number>, options: TauCeilingOptions = {}): number | null {
  const { range: [low, high] = [0, 1], seed = 0 } = options;
  requireFinitePairs(truth, truth);
  const shares = Float64Array.from(truth, (value) => Math.min(1, Math.max(0, (value - low) / (high - low))));
  const { testSize = testSetSize(shares) ?? USUAL_TEST_SIZE } = options;
  if (!Number.isSafeInteger(testSize) || testSize < 1) {
    throw new RangeError(`a test set holds a whole number of images from 1 on, not ${testSize}`);
  }
  if (shares.every((share) => share === shares[0])) return null;
  const random = new RandomStream(seed, "tau-ceiling");
  const rows = shares.length <= MOST_ROWS ? shares : random.shuffle(shares).subarray(0, MOST_ROWS);
  const isShared = sharedByMany(rows);
  let sum = 0;
  for (let draw = 0; draw < DRAWS; draw++) {
    const drawn = new Map<number, number>();
    const measured = rows.map((share, row) => {
      const value = drawn.get(share) ?? drawBinomial(testSize, share, random) / testSize;
      if (isShared[row]) drawn.set(share, value);
      return value;
    });
    sum += kendallTau(measured, differentPredictions(rows, random));
  }
  return Number.isNaN(sum) ? null : sum / DRAWS;
}

/** [rows] predictions in the order of some values; where values are equal, in a random order. */
function differentPredictions(values: Float64Array, random: RandomStream): Float64Array {
  const order = random.permutation(values.length).sort((a, b) => (values[a] ?? 0) - (values[b] ?? 0));
  const predictions = new Float64Array(values.length);
  for (const [position, row] of order.entries()) predictions[row] = position;
  return predictions;
}

/** [rows] whether a row's value is that of many others. */
function sharedByMany(values: Float64Array): boolean[] {
  const counts = new Map<number, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  const many = Math.max(TIED_ROWS, TIED_SHARE * values.length);
  return Array.from(values, (value) => (counts.get(value) ?? 0) >= many);
}

/** Below this expected number of right or wrong answers, the normal approximation is too coarse. */
const FEW = 30;

function drawBinomial(count: number, share: number, random: RandomStream): number {
  if (share > 0.5) return count - drawBinomial(count, 1 - share, random);
  const mean = count * share;
  if (mean < FEW) return drawByInversion(count, share, random.uniform());
  const radius = Math.sqrt(-2 * Math.log(1 - random.uniform()));
  const normal = radius * Math.cos(2 * Math.PI * random.uniform());
  return Math.min(count, Math.max(0, Math.round(mean + normal * Math.sqrt(mean * (1 - share)))));
}

/** The least number of successes whose distribution function reaches `uniform`; `share` is at most a half. */
function drawByInversion(count: number, share: number, uniform: number): number {
  let probability = (1 - share) ** count;
  let reached = probability;
  let successes = 0;
  while (reached < uniform && successes < count) {
    successes++;
    probability *= ((count - successes + 1) / successes) * (share / (1 - share));
    reached += probability;
  }
  return successes;
}
