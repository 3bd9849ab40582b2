import { requireFinitePairs } from "./finite-pairs.js";
import { countPairs, type PairCounts, tauOfCounts } from "./kendall-tau.js";

/**
 * Kendall's tau-b over pairs within strata: how well predictions rank rows that have something in common, such as their
 * hyperparameters. With C, D the concordant and discordant pairs of rows of one stratum, and T, P the pairs of rows of one stratum
 * that differ in truth, in prediction, each summed over all strata: (C - D) / sqrt(T P). With one stratum it is `kendallTau`.
 *
 * @param truth [count], finite
 * @param predicted [count], finite
 * @param strata [count] the number of each row's stratum
 * @returns a number in [-1, 1]; NaN where no stratum has two rows that differ in truth, or none that differ in prediction
 * @throws RangeError where the lengths differ
 * @throws InputError where there are no rows or an entry is not finite
 */
export function strataTau(
  truth: ArrayLike<number>,
  predicted: ArrayLike<number>,
  strata: ArrayLike<number>,
): number {
  requireFinitePairs(truth, predicted);
  return tauOfStrata(truth, predicted, rowsOfStrata(strata, truth.length));
}

/**
 * The rows of each stratum.
 *
 * @throws RangeError where not each of `count` rows has a stratum
 */
export function rowsOfStrata(strata: ArrayLike<number>, count: number): number[][] {
  if (strata.length !== count) throw new RangeError(`${strata.length} strata were given for ${count} rows`);
  const rows = new Map<number, number[]>();
  for (let row = 0; row < count; row++) {
    const stratum = rows.get(strata[row]!);
    if (stratum === undefined) rows.set(strata[row]!, [row]);
    else stratum.push(row);
  }
  return Array.from(rows.values());
}

/** Tau over pairs within groups of rows; a row may be listed several times. */
export function tauOfStrata(
  truth: ArrayLike<number>,
  predicted: ArrayLike<number>,
  groups: Iterable<readonly number[]>,
): number {
  const total = { concordantLessDiscordant: 0, differInTruth: 0, differInPredicted: 0 };
  for (const rows of groups) {
    const counts = countPairs(
      rows.map((row) => truth[row]!),
      rows.map((row) => predicted[row]!),
    );
    for (const name of Object.keys(total) as (keyof PairCounts)[]) total[name] += counts[name];
  }
  return tauOfCounts(total);
}
