import { RandomStream } from "@weightcast/core";
import type { Estimate, ScoreEstimates } from "../results.js";
import { requireFinitePairs } from "./finite-pairs.js";
import { type Scores, scores } from "./scores.js";
import { rowsOfStrata, tauOfStrata } from "./strata-tau.js";

export interface BootstrapOptions {
  /** How many samples of the rows to score; 0 for none, and so no intervals. */
  readonly resamples: number;
  /** Any safe integer; the same seed gives the same intervals. */
  readonly seed: number;
  /**
   * [count]: rows of the same number are drawn together, such as several checkpoints of one run, which are not independent. Each
   * row by itself unless given.
   */
  readonly clusters?: ArrayLike<number> | undefined;
}

/** The quantiles that bound a 95% interval. */
const BOUNDS = [0.025, 0.975] as const;

/**
 * The scores of predictions with 95% intervals by the percentile bootstrap (Efron 1979): rows are drawn with replacement, as many as
 * there are, and scored anew; the interval is from the 2.5% to the 97.5% quantile of those scores. It says how much the score would
 * change with other test rows, not with another training or split. A sample that has no such score (a constant truth) is left
 * out; a score that is not defined is null, with null bounds.
 *
 * @param truth [count], finite
 * @param predicted [count], finite
 * @throws RangeError where lengths differ, or `resamples` is not a whole number from 0 on
 * @throws InputError where there are no rows or an entry is not finite
 */
export function bootstrapScores(
  truth: ArrayLike<number>,
  predicted: ArrayLike<number>,
  options: BootstrapOptions,
): ScoreEstimates {
  const whole = scores(truth, predicted);
  const clusters = clustersOf(rowNumbers(truth.length), options.clusters);
  const random = new RandomStream(options.seed, "bootstrap");
  const samples = resample(options, (): Scores => {
    const rows = drawClusters(clusters, random);
    return scores(
      rows.map((row) => truth[row]!),
      rows.map((row) => predicted[row]!),
    );
  });
  const estimate = (name: "r2" | "mse" | "mad" | "tau") =>
    estimateOf(
      whole[name],
      samples.map((sample) => sample[name]),
    );
  return { r2: estimate("r2"), mse: estimate("mse"), mad: estimate("mad"), tau: estimate("tau") };
}

/**
 * `strataTau` with a 95% interval: rows are drawn with replacement within each stratum. Otherwise as `bootstrapScores`.
 *
 * @param strata [count] the number of each row's stratum; rows of one cluster should be of one stratum
 */
export function bootstrapStrataTau(
  truth: ArrayLike<number>,
  predicted: ArrayLike<number>,
  strata: ArrayLike<number>,
  options: BootstrapOptions,
): Estimate {
  requireFinitePairs(truth, predicted);
  const groups = rowsOfStrata(strata, truth.length);
  const clusters = groups.map((rows) => clustersOf(rows, options.clusters));
  const random = new RandomStream(options.seed, "bootstrap-strata");
  const samples = resample(options, () =>
    tauOfStrata(
      truth,
      predicted,
      clusters.map((stratum) => drawClusters(stratum, random)),
    ),
  );
  return estimateOf(tauOfStrata(truth, predicted, groups), samples);
}

function rowNumbers(count: number): number[] {
  return Array.from({ length: count }, (_, row) => row);
}

/** The rows of each cluster; each row by itself where there are none. */
function clustersOf(rows: readonly number[], clusters: ArrayLike<number> | undefined): number[][] {
  if (clusters === undefined) return rows.map((row) => [row]);
  const groups = new Map<number, number[]>();
  for (const row of rows) {
    const cluster = clusters[row];
    if (cluster === undefined) throw new RangeError(`row ${row} is in no cluster`);
    const group = groups.get(cluster);
    if (group === undefined) groups.set(cluster, [row]);
    else group.push(row);
  }
  return Array.from(groups.values());
}

/** The rows of as many clusters as there are, drawn with replacement. */
function drawClusters(clusters: readonly number[][], random: RandomStream): number[] {
  return clusters.flatMap(() => clusters[random.below(clusters.length)]!);
}

function resample<Value>({ resamples }: BootstrapOptions, draw: () => Value): Value[] {
  if (!Number.isSafeInteger(resamples) || resamples < 0)
    throw new RangeError(`${resamples} resamples were asked for`);
  return Array.from({ length: resamples }, draw);
}

/** A score that is not defined is null or NaN. */
function estimateOf(value: number | null, samples: readonly (number | null)[]): Estimate {
  const defined = samples.filter((sample) => sample !== null && !Number.isNaN(sample)) as number[];
  const sorted = Float64Array.from(defined).sort();
  if (value === null || Number.isNaN(value)) return { value: null, low: null, high: null };
  if (sorted.length === 0) return { value, low: null, high: null };
  const [low, high] = BOUNDS.map((share) => quantile(sorted, share)) as [number, number];
  return { value, low, high };
}

/** A quantile by linear interpolation between the values around it, as numpy's. */
function quantile(sorted: Float64Array, share: number): number {
  const position = share * (sorted.length - 1);
  const below = Math.floor(position);
  const above = Math.min(below + 1, sorted.length - 1);
  return sorted[below]! + (position - below) * (sorted[above]! - sorted[below]!);
}
