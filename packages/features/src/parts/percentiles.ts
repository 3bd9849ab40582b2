/** The two order statistics between which a percentile lies. */
interface PercentilePlace {
  /** Indices in `ranks` of the order statistics below and above the percentile; the same where it is an order statistic itself. */
  readonly below: number;
  readonly above: number;
  /** The position of the percentile between the lower and the upper order statistic, in [0, 1). */
  readonly fraction: number;
  /**
   * The rank after the one below, whether it is in `ranks` or not: in numpy's arithmetic an infinity at that rank makes the percentile NaN
   * even where the fraction is 0.
   */
  readonly next: number;
}

/** The order statistics from which a list of percentiles is interpolated. */
export interface PercentilePlan {
  /** The ranks that are needed, counted from 0, ascending and distinct. */
  readonly ranks: Int32Array;
  /** One entry for each percentile, in the order of the list. */
  readonly places: readonly PercentilePlace[];
}

/**
 * Plans the linear interpolation between order statistics: type 7 of Hyndman and Fan (1996), numpy's default.
 *
 * @param count the number of values, at least 1
 * @param percentiles each in [0, 100]
 */
export function planPercentiles(count: number, percentiles: readonly number[]): PercentilePlan {
  const last = count - 1;
  const neighbours = percentiles.map((percentile) => {
    // The operations are in numpy's order, so that fractions agree to the last bit.
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
