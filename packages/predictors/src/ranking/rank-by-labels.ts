import {
  gatherRows,
  type Matrix,
  matrixRow,
  RandomStream,
  throwIfCancelled,
  UsageError,
  type WorkOptions,
} from "@weightcast/core";
import { checkLevel, conformalRadius, kendallTau } from "@weightcast/evaluation";
import { featureTable, fitFeatures, layerStatistics } from "@weightcast/features";
import { clampToTarget, type Target, type Zoo } from "@weightcast/zoo";
import { bestFeatures } from "../fitting/best-features.js";
import { foldOfRuns } from "../fitting/run-folds.js";
import type { Predictor } from "../predictors/predictor.js";
import { predictorNamed } from "../predictors/registry.js";
import { ceilingOf } from "../scoring/ceiling.js";
import { bestFirst, DEFAULT_LEVEL, type NetworkScore } from "../scoring/score-networks.js";

/** Options of ranking networks of which some have labels. */
export interface RankByLabelsOptions extends WorkOptions {
  /** The target that the labels measure; by default one without bounds, of which larger values are better. */
  readonly target?: Target | undefined;
  /** The level of prediction intervals, between 0 and 1; 0.9 by default. */
  readonly level?: number | undefined;
  /** The seed of the dreams, the folds and the fits; 0 by default. */
  readonly seed?: number | undefined;
}

/** How well labels were predicted by fits that did not see them. */
export interface CrossValidation {
  /** The number of labelled networks. */
  readonly labelled: number;
  /** The number of runs that the labelled networks belong to; all networks of a run are in one fold. */
  readonly runs: number;
  /** The number of networks without a label whose runs have labelled ones; the figures are those of networks of other runs. */
  readonly seen: number;
  readonly folds: number;
  /** Kendall's tau of the labels and their predictions; null if either are constant. */
  readonly tau: number | null;
  /** The greatest tau that ties and the noise of a finite test set leave; null where the labels are no accuracies. */
  readonly tauCeiling: number | null;
  /** The mean absolute error of the predictions. */
  readonly mad: number;
  /** Whether tau is more than two standard deviations above that of as many unrelated networks as there are runs. */
  readonly isUseful: boolean;
}

/** A ranking of networks by a predictor that was fitted to the labelled ones among them. */
export interface LabelledRanking {
  readonly features: string;
  readonly predictor: string;
  readonly validation: CrossValidation;
  /** The networks without a label, from the best to the worst. */
  readonly scores: readonly NetworkScore[];
}

const FEWEST_LABELS = 10;
const FEWEST_RUNS = 2;
const FEWEST_DREAMING = 10;
const FOLDS = 5;
const FEW_ROWS = 500;
const NO_TARGET: Target = { column: "score", range: null, direction: "higher" };

/**
 * Fits a predictor to the labelled networks of a zoo and predicts for the others. The features use no label, so that they are computed
 * once: answers to images that all networks dream together, if it is known what the networks compute, else statistics of
 * the layers. Cross-validation by run says how good the predictions are, and its errors give the intervals.
 *
 * @param labels the label of each row; NaN where there is none: [zoo.rows]
 * @throws UsageError if fewer than 10 networks with finite weights are labelled, all of them are of one run, or the level is out of range
 * @throws CancelledError once the signal is aborted
 */
export async function rankByLabels(
  zoo: Zoo,
  labels: Float64Array,
  options: RankByLabelsOptions = {},
): Promise<LabelledRanking> {
  const { target = NO_TARGET, level = DEFAULT_LEVEL, seed = 0, onProgress, signal } = options;
  checkLevel(level);
  const all = Int32Array.from({ length: zoo.rows }, (_, row) => row);
  const labelled = all.filter((row) => Number.isFinite(labels[row]));
  requireLabels(labelled.length);
  const choice = bestFeatures(zoo.layout);
  const dreams = choice.asksNetworks && zoo.metrics.runs.length >= FEWEST_DREAMING;
  const features = dreams ? "probes:consensus" : layerStatistics(zoo.layout);
  const { set } = await fitFeatures(features, {
    zoo,
    rows: labelled,
    targets: Float64Array.from(labelled, (row) => labels[row] ?? Number.NaN),
    unlabelled: all.filter((row) => !Number.isFinite(labels[row])),
    higherIsBetter: target.direction === "higher",
    seed,
    onProgress,
    signal,
  });
  const table = await featureTable(set, zoo, all, { onProgress, signal });
  const isUsable = (row: number) =>
    table.finite[row] === 1 && matrixRow(table.matrix, row).every(Number.isFinite);
  const known = labelled.filter(isUsable);
  requireLabels(known.length);
  const runs = runsOf(zoo, known);
  if (runs.size < FEWEST_RUNS) {
    throw new UsageError(
      "all labelled networks are of one run; how good a ranking of others is can be estimated from two runs on",
    );
  }
  const predictor = predictorNamed(dreams && known.length <= FEW_ROWS ? "blend" : "gbm");
  const fitting: Fitting = { predictor, columns: set.columns, x: table.matrix, labels, target, seed, signal };
  const held = await crossValidate(fitting, known, zoo);
  const others = all.filter((row) => !Number.isFinite(labels[row]));
  const seen = others.filter((row) => runs.has(zoo.metrics.runOfRow[row] ?? -1)).length;
  const validation = { ...judge(held, known, { labels, target, runs: runs.size }), runs: runs.size, seen };
  const predicted = await fitAndPredict(fitting, known, others);
  const errors = Float64Array.from(known, (row, i) => Math.abs((labels[row] ?? 0) - (held[i] ?? 0))).sort();
  const radius = conformalRadius(errors, level, runs.size);
  const checkpoints = zoo.metrics.text("checkpoint");
  const scores = Array.from(others, (row, i): NetworkScore => {
    const value = isUsable(row) ? clampToTarget(target, predicted[i] ?? Number.NaN) : null;
    const end = (sign: number) => {
      const found = value === null ? Number.NaN : clampToTarget(target, value + sign * radius);
      return Number.isFinite(found) ? found : null;
    };
    const flag = value === null ? "its weights or answers are not finite" : null;
    return { checkpoint: checkpoints[row] ?? "", row, predicted: value, low: end(-1), high: end(1), flag };
  });
  return {
    features,
    predictor: predictor.name,
    validation,
    scores: bestFirst({ manifest: { target } }, scores),
  };
}

interface Fitting {
  readonly predictor: Predictor;
  readonly columns: readonly string[];
  readonly x: Matrix;
  readonly labels: Float64Array;
  readonly target: Target;
  readonly seed: number;
  readonly signal: AbortSignal | undefined;
}

/** Fits to some rows and predicts for others: [others.length]. */
async function fitAndPredict(
  { predictor, columns, x, labels, target, seed, signal }: Fitting,
  rows: Int32Array,
  others: Int32Array,
): Promise<Float64Array> {
  throwIfCancelled(signal, "the fit");
  const parameters = predictor.parametersFor?.({ rows: rows.length, columns }) ?? predictor.defaultParameters;
  const train = { x: gatherRows(x, rows), y: Float64Array.from(rows, (row) => labels[row] ?? 0) };
  const fitted = await predictor.fit({ train, range: target.range, columns, parameters, seed, signal });
  return others.length === 0 ? new Float64Array() : fitted.predict(gatherRows(x, others));
}

/** Predicts each row by a fit to the rows of other folds; all rows of a run are in one fold: [rows.length]. */
async function crossValidate(fitting: Fitting, rows: Int32Array, { metrics }: Zoo): Promise<Float64Array> {
  const random = new RandomStream(fitting.seed, "folds of the labelled networks");
  const foldOf = foldOfRuns(runsOf({ metrics }, rows), FOLDS, random);
  const held = new Float64Array(rows.length).fill(Number.NaN);
  for (let fold = 0; fold < FOLDS; fold++) {
    const isHeld = (row: number) => foldOf.get(metrics.runOfRow[row] ?? -1) === fold;
    const [inside, outside] = [rows.filter(isHeld), rows.filter((row) => !isHeld(row))];
    if (inside.length === 0 || outside.length === 0) continue;
    const predicted = await fitAndPredict(fitting, outside, inside);
    const values = new Map(Array.from(inside, (row, i) => [row, predicted[i]]));
    for (const [i, row] of rows.entries()) held[i] = values.get(row) ?? held[i] ?? Number.NaN;
  }
  return held;
}

function judge(
  held: Float64Array,
  rows: Int32Array,
  { labels, target, runs }: { readonly labels: Float64Array; readonly target: Target; readonly runs: number },
): Omit<CrossValidation, "runs" | "seen"> {
  const truth = Float64Array.from(rows, (row) => labels[row] ?? 0);
  const predicted = held.map((value) => clampToTarget(target, value));
  const tau = kendallTau(truth, predicted);
  const n = truth.length;
  // Checkpoints of one run are alike, so that they count as one.
  const deviation = Math.sqrt((2 * (2 * runs + 5)) / (9 * runs * (runs - 1)));
  return {
    labelled: n,
    folds: Math.min(FOLDS, runs),
    tau: Number.isNaN(tau) ? null : tau,
    tauCeiling: ceilingOf(target, truth),
    mad: truth.reduce((sum, value, i) => sum + Math.abs(value - (predicted[i] ?? 0)), 0) / n,
    isUseful: tau > 2 * deviation,
  };
}

function runsOf({ metrics }: Pick<Zoo, "metrics">, rows: Int32Array): Set<number> {
  return new Set(rows.map((row) => metrics.runOfRow[row] ?? -1));
}

function requireLabels(count: number): void {
  if (count >= FEWEST_LABELS) return;
  throw new UsageError(
    `${count} networks with finite weights have a label; a ranking by labels needs at least ${FEWEST_LABELS}`,
  );
}
