import { RandomStream } from "@weightcast/core";
import type { Estimate, ScoreEstimates } from "../results.js";
import { requireFinitePairs } from "./finite-pairs.js";
import { type Scores, scores } from "./scores.js";
import { rowsOfStrata, tauOfStrata } from "./strata-tau.js";

/** Options of a bootstrap. */
export interface BootstrapOptions {
  /** The number of samples to draw; 0 for scores without intervals. */
  readonly resamples: number;
  /** Any safe integer; the same seed gives the same intervals. */
  readonly seed: number;
  /**
   * The number of each row's cluster: [count]. Rows of one cluster are drawn together, because they are not independent, such as several
   * checkpoints of one run. By default each row is a cluster of its own.
   */
  readonly clusters?: ArrayLike<number> | undefined;
}

/** The quantiles that bound a 95% interval. */
const BOUNDS = [0.025, 0.975] as const;

/**
 * The scores of predictions with 95% intervals by the percentile bootstrap (Efron 1979): rows are drawn with replacement, as many as
 * there are, and scored again; the interval is from the 2.5% to the 97.5% quantile of those scores. It shows how much the score would
 * change with other test rows, not with another training or split. A sample for which a score is not defined (because the true values are
 * constant) is left out. A score that is not defined for all rows is null, with null bounds.
 *
 * @param truth the true values: [count], finite
 * @param predicted the predictions in the same order: [count], finite
 * @throws RangeError where lengths differ, or `resamples` is not a whole number from 0 on
 * @throws InputError where there are no rows, or an entry is not finite
 */
export function bootstrapScores(
  truth: ArrayLike<number>,
  predicted: ArrayLike<number>,
  options: BootstrapOptions,
): ScoreEstimates {
  return scoreEstimates(scores(truth, predicted), bootstrapSamples(truth, predicted, options));
}

/** The scores of bootstrap samples: entry i of each list is the score of sample i, null where it is not defined. */
export type ScoreSamples = Readonly<Record<"r2" | "mse" | "mad" | "tau", readonly (number | null)[]>>;

/**
 * The scores of the samples behind `bootstrapScores`. Which rows a sample holds depends on the options and the number of rows only, so that
 * the samples of two predictors of the same rows are paired.
 *
 * @param truth the true values: [count], finite
 * @param predicted the predictions in the same order: [count], finite
 * @returns lists of `resamples` scores
 * @throws as `bootstrapScores` does
 */
export function bootstrapSamples(
  truth: ArrayLike<number>,
  predicted: ArrayLike<number>,
  options: BootstrapOptions,
): ScoreSamples {
  requireFinitePairs(truth, predicted);
  const clusters = clustersOf(rowNumbers(truth.length), options.clusters);
  const random = new RandomStream(options.seed, "bootstrap");
  const samples = resample(options, (): Scores => {
    const rows = drawClusters(clusters, random);
    return scores(
      rows.map((row) => truth[row]!),
      rows.map((row) => predicted[row]!),
    );
  });
  const listOf = (name: keyof ScoreSamples) => samples.map((sample) => sample[name]);
  return { r2: listOf("r2"), mse: listOf("mse"), mad: listOf("mad"), tau: listOf("tau") };
}

/** Scores with the 95% intervals that their bootstrap samples give. */
export function scoreEstimates(whole: Scores, samples: ScoreSamples): ScoreEstimates {
  const estimate = (name: keyof ScoreSamples) => estimateOf(whole[name], samples[name]);
  return { r2: estimate("r2"), mse: estimate("mse"), mad: estimate("mad"), tau: estimate("tau") };
}

/**
 * `strataTau` with a 95% interval. Rows are drawn with replacement within each stratum; in all else it works as `bootstrapScores` does.
 *
 * @param strata the number of each row's stratum: [count]; all rows of a cluster should be in one stratum
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

/** The rows of each cluster; without clusters, each row by itself. */
function clustersOf(rows: readonly number[], clusters: ArrayLike<number> | undefined): number[][] {
  if (clusters === undefined) return rows.map((row) => [row]);
  const groups = new Map<number, number[]>();
  for (const row of rows) {
    const cluster = clusters[row];
    if (cluster === undefined)
      throw new RangeError(`row ${row} has no cluster: ${clusters.length} cluster numbers were given`);
    const group = groups.get(cluster);
    if (group === undefined) groups.set(cluster, [row]);
    else group.push(row);
  }
  return Array.from(groups.values());
}

/** The rows of clusters that are drawn with replacement, as many as there are clusters. */
function drawClusters(clusters: readonly number[][], random: RandomStream): number[] {
  return clusters.flatMap(() => clusters[random.below(clusters.length)]!);
}

function resample<Value>({ resamples }: BootstrapOptions, draw: () => Value): Value[] {
  if (!Number.isSafeInteger(resamples) || resamples < 0)
    throw new RangeError(`the number of resamples must be a whole number from 0 on, not ${resamples}`);
  return Array.from({ length: resamples }, draw);
}

/** The estimate for a score and its samples, in which null and NaN stand for scores that are not defined. */
export function estimateOf(value: number | null, samples: readonly (number | null)[]): Estimate {
  const defined = samples.filter((sample) => sample !== null && !Number.isNaN(sample)) as number[];
  const sorted = Float64Array.from(defined).sort();
  if (value === null || Number.isNaN(value)) return { value: null, low: null, high: null };
  if (sorted.length === 0) return { value, low: null, high: null };
  const [low, high] = BOUNDS.map((share) => quantile(sorted, share)) as [number, number];
  return { value, low, high };
}

/** A quantile by linear interpolation between neighbouring values, as numpy computes it. */
function quantile(sorted: Float64Array, share: number): number {
  const position = share * (sorted.length - 1);
  const below = Math.floor(position);
  const above = Math.min(below + 1, sorted.length - 1);
  return sorted[below]! + (position - below) * (sorted[above]! - sorted[below]!);
}
