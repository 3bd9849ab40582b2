import type { Estimate } from "../results.js";
import { estimateOf } from "./bootstrap.js";

/** A score of a predictor on some rows, and on bootstrap samples of these rows. */
export interface SampledScore {
  /** Null where the score is not defined. */
  readonly value: number | null;
  /** The scores of the samples, null where they are not defined: [resamples]. */
  readonly samples: readonly (number | null)[];
}

/** A difference of two scores with its 95% interval, and how likely one as large is where there is none. */
export interface TestedDifference extends Estimate {
  /** The two-sided p-value; null without samples, or where the difference is not defined. */
  readonly p: number | null;
}

/**
 * The difference between the scores of two predictors on the same rows, tested by the paired bootstrap: the difference is taken within
 * each sample, so that what makes a sample easy or hard for both predictors cancels. The p-value is twice the share of the
 * samples on the smaller side of 0, samples of exactly 0 counting on both sides, by the rule (k + 1) / (n + 1) that never gives 0 (Davison and Hinkley 1997).
 *
 * @param first samples as `bootstrapSamples` gives them
 * @param second samples of the same rows with the same options
 * @returns the first score minus the second
 * @throws RangeError where the numbers of samples differ
 */
export function pairedDifference(first: SampledScore, second: SampledScore): TestedDifference {
  const { length } = first.samples;
  if (second.samples.length !== length) {
    throw new RangeError(`${length} samples cannot be paired with ${second.samples.length}`);
  }
  const differences = first.samples.flatMap((value, i) => difference(value, second.samples[i] ?? null) ?? []);
  const estimate = estimateOf(difference(first.value, second.value), differences);
  if (estimate.value === null || differences.length === 0) return { ...estimate, p: null };
  const below = differences.filter((value) => value <= 0).length;
  const above = differences.filter((value) => value >= 0).length;
  const p = (2 * (Math.min(below, above) + 1)) / (differences.length + 1);
  return { ...estimate, p: Math.min(1, p) };
}

function difference(first: number | null, second: number | null): number | null {
  return first === null || second === null ? null : first - second;
}

/**
 * Adjusts the p-values of a family of tests, so that the chance of any false finding among them stays below the level that the adjusted values
 * are held against (Holm 1979).
 *
 * @param values [tests] p-values; null for a test that could not be done, which does not count
 * @returns [tests] adjusted values of at most 1, null where the p-value is null
 */
export function holmAdjusted(values: readonly (number | null)[]): (number | null)[] {
  const order = Array.from(values.keys())
    .filter((i) => values[i] !== null)
    .sort((a, b) => (values[a] ?? 0) - (values[b] ?? 0));
  const adjusted: (number | null)[] = values.map(() => null);
  let least = 0;
  for (const [rank, i] of order.entries()) {
    least = Math.max(least, Math.min(1, (values[i] ?? 1) * (order.length - rank)));
    adjusted[i] = least;
  }
  return adjusted;
}
