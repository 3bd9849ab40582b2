import { requireFinitePairs } from "./finite-pairs.js";
import { countPairs, type PairCounts, tauOfCounts } from "./kendall-tau.js";

/**
 * Kendall's tau-b over the pairs of rows in the same stratum. It shows how well predictions rank rows that have something in common, such as
 * their hyperparameters. It is (C - D) / sqrt(T P), where C and D count the concordant and the discordant pairs in the same stratum, T those
 * with different true values, and P those with different predictions, each summed over all strata. With a single stratum it equals `kendallTau`.
 *
 * @param truth the true values: [count], finite
 * @param predicted the predictions in the same order: [count], finite
 * @param strata the number of each row's stratum: [count]
 * @returns a number in [-1, 1]; NaN where T or P is 0
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
 * @throws RangeError where the number of strata is not `count`
 */
export function rowsOfStrata(strata: ArrayLike<number>, count: number): number[][] {
  if (strata.length !== count)
    throw new RangeError(`${strata.length} stratum numbers were given for ${count} rows`);
  const rows = new Map<number, number[]>();
  for (let row = 0; row < count; row++) {
    const stratum = rows.get(strata[row]!);
    if (stratum === undefined) rows.set(strata[row]!, [row]);
    else stratum.push(row);
  }
  return Array.from(rows.values());
}

/** Tau over the pairs of rows in the same group; a group may list a row several times. */
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
