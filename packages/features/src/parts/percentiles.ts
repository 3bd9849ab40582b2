/** A percentile lies between two order statistics. */
interface PercentilePlace {
  /** Which of the wanted ranks are below and above it: the same one where it is an order statistic itself. */
  readonly below: number;
  readonly above: number;
  /** How far it is from the one below to the one above, in [0, 1). */
  readonly fraction: number;
  /** The rank after the one below, wanted or not: in numpy's arithmetic an infinity there counts even where the fraction is 0. */
  readonly next: number;
}

/** What order statistics some percentiles are made of. */
export interface PercentilePlan {
  /** Ranks from 0, ascending, each once. */
  readonly ranks: Int32Array;
  readonly places: readonly PercentilePlace[];
}

/**
 * A plan for linear interpolation between order statistics: type 7 of Hyndman and Fan (1996), numpy's default.
 *
 * @param count how many values there are, at least 1
 * @param percentiles each in [0, 100]
 */
export function planPercentiles(count: number, percentiles: readonly number[]): PercentilePlan {
  const last = count - 1;
  const neighbours = percentiles.map((percentile) => {
    // In numpy's order of operations, so that fractions agree to the last bit.
    const rank = last * (percentile / 100);
    const below = Math.floor(rank);
    const next = Math.min(below + 1, last);
    return { below, next, fraction: rank - below };
  });
  const wanted = neighbours.flatMap(({ below, next, fraction }) => (fraction > 0 ? [below, next] : [below]));
  const ranks = Int32Array.from(new Set(wanted)).sort();
  return {
    ranks,
    places: neighbours.map(({ below, next, fraction }) => ({
      below: ranks.indexOf(below),
      above: ranks.indexOf(fraction > 0 ? next : below),
      fraction,
      next,
    })),
  };
}
