import { gatherRows, type Matrix, UsageError } from "@weightcast/core";
import { checkMatrix } from "../data/check-matrix.js";
import { measurementsOf } from "../metrics/measurement.js";
import type { Booster } from "../model/booster.js";
import { SCHEDULE } from "../parameters/names.js";
import { type BoosterParameters, resolveTrainingParameters } from "../parameters/resolve.js";
import { EarlyStopping } from "./early-stopping.js";
import { divideIntoFolds, type FoldOptions } from "./folds.js";
import { trainBooster } from "./training.js";
import type { TrainingOptions } from "./training-options.js";

/** Options of a cross-validation: how the rows are divided and how each model is trained. */
export interface CrossValidationOptions
  extends FoldOptions,
    Omit<
      TrainingOptions,
      "validation" | "initialModel" | "initialScores" | "groupSizes" | "firstMetricOnly" | "onIteration"
    > {}

/** The mean and the deviation of a metric over the folds, after one round. */
export interface FoldScores {
  readonly mean: number;
  /** The standard deviation over the folds, with the number of folds as the divisor. */
  readonly standardDeviation: number;
}

/** The result of a cross-validation. */
export interface CrossValidation {
  /** The metrics after each round, by the metric's name. */
  readonly rounds: readonly Readonly<Record<string, FoldScores>>[];
  /** The number of rounds after which the mean of the first metric was best. */
  readonly bestIteration: number;
  /** The fold that holds out each row: [rows]. */
  readonly folds: Int32Array;
  /** The model of each fold, trained on the rows outside the fold. */
  readonly boosters: readonly Booster[];
}

/**
 * Trains a model for each fold on the rows outside of it, and measures the metrics on the rows in it after
 * each round. With `earlyStoppingRounds` the rounds end when the mean of the first metric has not improved
 * for that number of rounds.
 *
 * @param x [rows, columns]
 * @param y [rows]
 * @throws UsageError, InputError and CancelledError as `trainBooster` does; UsageError for folds that cannot
 * be made
 */
export async function crossValidate(
  x: Matrix,
  y: ArrayLike<number>,
  parameters: BoosterParameters,
  options: CrossValidationOptions = {},
): Promise<CrossValidation> {
  checkMatrix(x, "x");
  if (y.length !== x.rows) throw new UsageError(`the x has ${x.rows} rows, but y has ${y.length} entries`);
  const {
    folds,
    stratified,
    groups,
    seed,
    weights,
    earlyStoppingRounds,
    minDelta = 0,
    ...training
  } = options;
  const resolved = resolveTrainingParameters(parameters);
  const measurements = measurementsOf(resolved);
  const foldOf = divideIntoFolds(y, { folds, stratified, groups, seed });
  const count = foldOf.reduce((most, fold) => Math.max(most, fold), 0) + 1;
  const boosters: Booster[] = [];
  const measured: Readonly<Record<string, number>>[][] = [];
  for (let fold = 0; fold < count; fold++) {
    const states: Readonly<Record<string, number>>[] = [];
    const part = (isHeld: boolean) => {
      const rows = Array.from(foldOf.keys()).filter((row) => (foldOf[row] === fold) === isHeld);
      return {
        x: gatherRows(x, rows),
        y: rows.map((row) => y[row]!),
        weights: weights && rows.map((row) => weights[row]!),
      };
    };
    const trained = part(false);
    boosters.push(
      await trainBooster(trained.x, trained.y, withoutStopping(parameters), {
        ...training,
        weights: trained.weights,
        validation: part(true),
        onIteration: ({ validation }) => {
          states.push(validation!);
        },
      }),
    );
    measured.push(states);
  }
  const rule = { patience: resolved.early_stopping_round ?? earlyStoppingRounds ?? 0, minDelta };
  const stopping = new EarlyStopping(rule, measurements[0]!.metric.higherIsBetter === true);
  const rounds: Record<string, FoldScores>[] = [];
  // Folds whose training ended early contribute their last value to the rounds after it.
  const longest = measured.reduce((most, states) => Math.max(most, states.length), 0);
  for (let round = 0; round < longest; round++) {
    const scores = measurements.map(({ name }): [string, FoldScores] => [
      name,
      scoresOf(measured.map((states) => states[Math.min(round, states.length - 1)]![name]!)),
    ]);
    rounds.push(Object.fromEntries(scores));
    if (stopping.stopsAfter(scores[0]![1].mean, round + 1)) break;
  }
  return { rounds, bestIteration: stopping.bestRound, folds: foldOf, boosters };
}

/** The parameters of a fold's training, which goes on to the last round: the mean over the folds says when to stop. */
function withoutStopping(parameters: BoosterParameters): BoosterParameters {
  const names: readonly string[] = ["early_stopping_round", ...SCHEDULE.early_stopping_round];
  return Object.fromEntries(Object.entries(parameters).filter(([name]) => !names.includes(name)));
}

function scoresOf(values: readonly number[]): FoldScores {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { mean, standardDeviation: Math.sqrt(squares / values.length) };
}
