import { InputError, type Matrix, UsageError } from "@weightcast/core";
import { type BinnedMatrix, binMatrix } from "./binned-matrix.js";
import { Booster } from "./booster.js";
import { Boosting } from "./boosting.js";
import { takeTurns } from "./event-loop.js";
import { regression } from "./objective.js";
import { type BoosterParameters, resolveParameters } from "./parameters.js";
import { deriveSeeds } from "./random-draws.js";
import { Validation } from "./validation.js";

/** Rows to measure the error on, which no tree is grown on. */
export interface ValidationSet {
  /** [rows, columns], as many columns as in training. */
  readonly x: Matrix;
  /** [rows] */
  readonly y: ArrayLike<number>;
}

/** Where training stands after a round. */
export interface TrainingState {
  /** Rounds done. */
  readonly iteration: number;
  readonly rounds: number;
  /** Root mean squared error of all trees so far on the validation set. */
  readonly validationRmse: number | undefined;
}

export interface TrainingOptions {
  /** How many trees to grow at most. */
  readonly rounds: number;
  readonly validation?: ValidationSet | undefined;
  /** Stop when the validation error has not fallen for this many rounds. The trees up to the best round are kept. */
  readonly earlyStoppingRounds?: number | undefined;
  /** A name for each column, without white space or double quotes; `Column_0`, `Column_1`, … if not given. */
  readonly featureNames?: readonly string[] | undefined;
  readonly onIteration?: ((state: TrainingState) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Trains a boosted ensemble of regression trees on the squared error, by LightGBM's algorithm: the same bins, the same
 * samples from the same seed and, but for rounding, the same trees. The same arguments give the same model on every
 * engine. Lets the event loop run now and then.
 *
 * @param x [rows, columns] f32 or f64. NaN is a missing value, and each split learns its side; infinities are ordinary
 *   values.
 * @param y [rows] targets, finite; rounded to f32, as in LightGBM
 * @throws UsageError for parameters or options that make no sense, and for sizes that do not go together
 * @throws InputError where x is empty or y holds a number that is not finite
 * @throws CancelledError once `options.signal` is aborted
 */
export async function trainBooster(
  x: Matrix,
  y: ArrayLike<number>,
  parameters: BoosterParameters,
  options: TrainingOptions,
): Promise<Booster> {
  const { rounds, validation, earlyStoppingRounds, onIteration } = options;
  const resolved = resolveParameters(parameters);
  checkOptions(options);
  const featureNames = checkFeatureNames(options.featureNames, x.columns);
  const targets = checkData(x, y, "");
  const validationTargets = validation && checkValidation(validation, x.columns);

  const pause = takeTurns(options.signal);
  const seeds = deriveSeeds(resolved.seed);
  const data = await binMatrix(x, resolved, seeds.data, pause);
  const boosting = new Boosting(x, targets, data, regression, resolved, seeds);
  const held = validationTargets && new Validation(validation.x, validationTargets, boosting.initialScore);
  let bestRmse = Number.POSITIVE_INFINITY;
  let bestIteration = 0;
  let bestTrees = 0;
  for (let iteration = 1; iteration <= rounds; iteration++) {
    await pause();
    const tree = boosting.round();
    if (tree !== undefined) held?.add(tree);
    const validationRmse = held?.rmse();
    onIteration?.({ iteration, rounds, validationRmse });
    if (earlyStoppingRounds !== undefined && validationRmse !== undefined) {
      if (validationRmse < bestRmse) {
        bestRmse = validationRmse;
        bestIteration = iteration;
        bestTrees = boosting.trees.length;
      } else if (iteration - bestIteration >= earlyStoppingRounds) break;
    }
    if (tree === undefined && !boosting.drawsSamples) break;
  }
  return new Booster({
    featureNames,
    featureRanges: rangesOf(data, x.columns),
    objective: regression.name,
    trees: bestTrees === 0 ? boosting.trees : boosting.trees.slice(0, bestTrees),
  });
}

function rangesOf(data: BinnedMatrix, columns: number): string[] {
  const ranges = new Array<string>(columns).fill("none");
  for (const { index, least, most } of data.features) ranges[index] = `[${least}:${most}]`;
  return ranges;
}

function checkOptions({ rounds, earlyStoppingRounds, validation }: TrainingOptions): void {
  checkCount("rounds", rounds);
  if (earlyStoppingRounds === undefined) return;
  checkCount("earlyStoppingRounds", earlyStoppingRounds);
  if (validation === undefined) throw new UsageError("earlyStoppingRounds needs a validation set");
}

function checkCount(name: string, value: number): void {
  if (!Number.isSafeInteger(value) || value < 1) {
    throw new UsageError(`${name} is a whole number at least 1, not ${value}`);
  }
}

function checkFeatureNames(names: readonly string[] | undefined, columns: number): readonly string[] {
  if (names === undefined) return Array.from({ length: columns }, (_, column) => `Column_${column}`);
  if (names.length !== columns) {
    throw new UsageError(`there are ${names.length} feature names for ${columns} columns`);
  }
  // A model file separates names by spaces, and LightGBM puts them into JSON as they are.
  const bad = names.find((name) => !/^[^\s"]+$/.test(name));
  if (bad !== undefined)
    throw new UsageError(`the feature name '${bad}' is empty or holds white space or quotes`);
  return [...names];
}

function checkValidation({ x, y }: ValidationSet, columns: number): Float32Array {
  if (x.columns !== columns) {
    throw new UsageError(`the validation set has ${x.columns} columns, the training set ${columns}`);
  }
  return checkData(x, y, "validation ");
}

/** The targets as f32. */
function checkData(x: Matrix, y: ArrayLike<number>, set: string): Float32Array {
  if (x.rows === 0 || x.columns === 0) {
    throw new InputError(`the ${set}x is empty: ${x.rows} rows, ${x.columns} columns`);
  }
  if (y.length !== x.rows)
    throw new UsageError(`the ${set}x has ${x.rows} rows, but y has ${y.length} entries`);
  const targets = Float32Array.from(y);
  const row = targets.findIndex((target) => !Number.isFinite(target));
  if (row >= 0) throw new InputError(`the ${set}target ${y[row]} is not a finite f32 number`, { row });
  return targets;
}
