import { gatherRows, type Matrix, UsageError } from "@weightcast/core";
import { checkMatrix } from "../data/check-matrix.js";
import { measurementsOf } from "../metrics/measurement.js";
import type { Booster } from "../model/booster.js";
import { SCHEDULE } from "../parameters/names.js";
import { type BoosterParameters, resolveTrainingParameters } from "../parameters/resolve.js";
import { FoldRounds, type FoldScores } from "./fold-rounds.js";
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
  const resolved = resolveTrainingParameters(parameters, options.onIgnoredParameter);
  const measurements = measurementsOf(resolved);
  const foldOf = divideIntoFolds(y, { folds, stratified, groups, seed });
  const count = foldOf.reduce((most, fold) => Math.max(most, fold), 0) + 1;
  const rule = { patience: resolved.early_stopping_round ?? earlyStoppingRounds ?? 0, minDelta };
  const fit = async (fold: number, onIteration: (validation: Measured) => unknown): Promise<Booster> => {
    const part = (isHeld: boolean) => {
      const rows = Array.from(foldOf.keys()).filter((row) => (foldOf[row] === fold) === isHeld);
      return {
        x: gatherRows(x, rows),
        y: rows.map((row) => y[row]!),
        weights: weights && rows.map((row) => weights[row]!),
      };
    };
    const trained = part(false);
    return trainBooster(trained.x, trained.y, withoutStopping(parameters), {
      ...training,
      weights: trained.weights,
      validation: part(true),
      onIteration: ({ validation }) => onIteration(validation!),
    });
  };
  const rounds = new FoldRounds(count, measurements, rule);
  const boosters = await (rule.patience > 0
    ? fitTogether(count, fit, rounds)
    : fitInTurn(count, fit, rounds));
  return { rounds: rounds.rounds, bestIteration: rounds.bestIteration, folds: foldOf, boosters };
}

type Measured = Readonly<Record<string, number>>;

/** Trains the model of a fold, which hands its metrics to `onIteration` after each round. */
type FitFold = (fold: number, onIteration: (validation: Measured) => unknown) => Promise<Booster>;

/** Trains the folds side by side, so that all can stop after the same round. */
function fitTogether(count: number, fit: FitFold, rounds: FoldRounds): Promise<Booster[]> {
  return Promise.all(
    Array.from({ length: count }, async (_, fold) => {
      try {
        return await fit(fold, (measured) => rounds.report(fold, measured));
      } finally {
        rounds.end(fold);
      }
    }),
  );
}

/** Trains one fold after the other to the last round, which takes the memory of one. */
async function fitInTurn(count: number, fit: FitFold, rounds: FoldRounds): Promise<Booster[]> {
  const boosters: Booster[] = [];
  for (let fold = 0; fold < count; fold++) {
    boosters.push(await fit(fold, (measured) => void rounds.report(fold, measured)));
    rounds.end(fold);
  }
  return boosters;
}

/** The parameters of a fold's training, which goes on to the last round: the mean over the folds says when to stop. */
function withoutStopping(parameters: BoosterParameters): BoosterParameters {
  const names: readonly string[] = ["early_stopping_round", ...SCHEDULE.early_stopping_round];
  return Object.fromEntries(Object.entries(parameters).filter(([name]) => !names.includes(name)));
}
