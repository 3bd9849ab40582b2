import { gatherRows, RandomStream } from "@weightcast/core";
import { clampToTarget, type Target } from "@weightcast/zoo";
import type { ValidationErrors } from "../model/safeguards.js";
import type { Examples, FitRequest, FittedPredictor, Predictor } from "../predictors/predictor.js";
import { foldOfRuns } from "./run-folds.js";

const FOLDS = 5;
/** The significant digits of an error that are kept. */
const DIGITS = 6;
/** With so many runs the validation part tells the errors well by itself. */
const MANY_RUNS = 1000;

/** Examples with the run of each: [examples]. */
interface ExamplesOfRuns extends Examples {
  readonly runs: Int32Array;
}

interface HeldOutRequest {
  readonly predictor: Predictor;
  readonly fitted: FittedPredictor;
  /** The request that `fitted` was made by. */
  readonly request: FitRequest;
  readonly target: Target;
  readonly train: ExamplesOfRuns;
  /** The validation part; it may be empty. */
  readonly validation: ExamplesOfRuns;
  /** Whether the train part is cross-validated too, where the predictor fits fast and the validation part is small. */
  readonly crossValidate: boolean;
}

/**
 * Computes the errors of predictions of networks that a fit has not seen: of the validation part by the fitted predictor, and of each fifth of the
 * train part's runs by a predictor that is fitted to the others. Predictions are clamped to the target's range; predictions that are not
 * finite are left out.
 *
 * @returns null where no error is known
 * @throws CancelledError where the request's signal is aborted
 */
export async function heldOutErrors(held: HeldOutRequest): Promise<ValidationErrors | null> {
  const { predictor, fitted, target, validation, crossValidate } = held;
  const runs = countRuns(validation);
  const errors = await errorsOf(target, fitted, validation);
  if (
    crossValidate &&
    predictor.fitsFast === true &&
    runs < MANY_RUNS &&
    countRuns(held.train) >= 2 * FOLDS
  ) {
    const others = await crossValidationErrors(held);
    return ascending([...errors, ...others], runs + countRuns(held.train));
  }
  return ascending(errors, runs);
}

async function crossValidationErrors({
  predictor,
  request,
  target,
  train,
}: HeldOutRequest): Promise<number[]> {
  const foldOf = foldOfRuns(train.runs, FOLDS, new RandomStream(request.seed, "folds"));
  const errors: number[][] = [];
  for (let fold = 0; fold < FOLDS; fold++) {
    const isOut = (run: number) => foldOf.get(run) === fold;
    request.onProgress?.({ stage: "cross-validation", done: fold, total: FOLDS, unit: "fits" });
    const others = examplesWhere(train, (run) => !isOut(run));
    const fitted = await predictor.fit({ ...request, train: others, onProgress: undefined });
    errors.push(await errorsOf(target, fitted, examplesWhere(train, isOut)));
  }
  return errors.flat();
}

/** The examples of some runs, in new memory. */
function examplesWhere({ x, y, runs }: ExamplesOfRuns, isWanted: (run: number) => boolean): Examples {
  const positions = Array.from(runs.keys()).filter((i) => isWanted(runs[i] ?? Number.NaN));
  return {
    x: gatherRows(x, positions),
    y: Float64Array.from(positions, (position) => y[position] ?? Number.NaN),
  };
}

async function errorsOf(target: Target, fitted: FittedPredictor, { x, y }: Examples): Promise<number[]> {
  if (y.length === 0) return [];
  const predicted = await fitted.predict(x);
  return Array.from(y, (value, i) => Math.abs(value - clampToTarget(target, predicted[i] ?? Number.NaN)));
}

function ascending(errors: readonly number[], runs: number): ValidationErrors | null {
  const known = errors.filter(Number.isFinite);
  const residuals = Float64Array.from(known, (error) => Number(error.toPrecision(DIGITS))).sort();
  return residuals.length === 0 ? null : { residuals, runs };
}

function countRuns({ runs }: ExamplesOfRuns): number {
  return new Set(runs).size;
}
