import { type Matrix, UsageError } from "@weightcast/core";
import { canShareMemory, coreCount, takeTurns } from "@weightcast/runtime";
import { type BinnedMatrix, binMatrix } from "../data/binned-matrix.js";
import { checkFeatureNames, checkTargets } from "../data/training-data.js";
import { metrics as knownMetrics } from "../metrics/metrics.js";
import { Booster } from "../model/booster.js";
import type { Objective, TrainingTargets } from "../objectives/objective.js";
import { objectives } from "../objectives/objectives.js";
import { type BoosterParameters, type ResolvedParameters, resolveParameters } from "../parameters.js";
import { Boosting } from "./boosting.js";
import { BoostingMemory } from "./boosting-memory.js";
import { EarlyStopping } from "./early-stopping.js";
import { deriveSeeds } from "./random-draws.js";

/** Rows to measure the error on, which no tree is grown on. */
export interface ValidationSet {
  /** [rows, columns], as many columns as in training. */
  readonly x: Matrix;
  /** [rows] */
  readonly y: ArrayLike<number>;
  /** [rows]: what each row counts in the metrics; 1 if not given. */
  readonly weights?: ArrayLike<number> | undefined;
}

/** Where training stands after a round. */
export interface TrainingState {
  /** Rounds done. */
  readonly iteration: number;
  readonly rounds: number;
  /** The metrics of all trees so far on the validation set, in the order in which they were asked for. */
  readonly validation: Readonly<Record<string, number>> | undefined;
}

export interface TrainingOptions {
  /** How many trees to grow at most. */
  readonly rounds: number;
  /** [rows]: what each row counts in the loss, not negative; 1 if not given. Rounded to f32, as in LightGBM. */
  readonly weights?: ArrayLike<number> | undefined;
  readonly validation?: ValidationSet | undefined;
  /** Stop when the first metric on the validation set has not fallen for this many rounds. The trees up to the best round are kept. */
  readonly earlyStoppingRounds?: number | undefined;
  /** A name for each column, without white space or double quotes; `Column_0`, `Column_1`, … if not given. */
  readonly featureNames?: readonly string[] | undefined;
  /**
   * Threads to share the work, this one included; if not given, one or as many as there are cores, by how much work there is.
   * The model does not depend on it. Where threads cannot share memory (a page that is not cross-origin isolated), one.
   */
  readonly threads?: number | undefined;
  readonly onIteration?: ((state: TrainingState) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Rows times features from which a second thread is worth its start. */
const WORTH_THREADS = 200_000;

/**
 * Trains a boosted ensemble of regression trees by LightGBM's algorithm: the same bins, the same samples from the same seed
 * and, but for rounding, the same trees. The same arguments give the same model on every engine and for any number of
 * threads. Lets the event loop run now and then.
 *
 * @param x [rows, columns] f32 or f64. NaN is a missing value, and each split learns its side; infinities are ordinary
 *   values.
 * @param y [rows] targets, finite, for `cross_entropy` in [0, 1]; rounded to f32, as in LightGBM
 * @throws UsageError for parameters or options that make no sense, for sizes that do not go together, and where the training
 *   takes more than 4 GB beside x
 * @throws InputError where x is empty, or y or the weights hold a number that cannot be used
 * @throws CancelledError once `options.signal` is aborted
 */
export async function trainBooster(
  x: Matrix,
  y: ArrayLike<number>,
  parameters: BoosterParameters,
  options: TrainingOptions,
): Promise<Booster> {
  const { validation, signal } = options;
  const resolved = resolveParameters(parameters);
  checkOptions(options);
  const featureNames = checkFeatureNames(options.featureNames, x.columns);
  const threads = usefulThreads(x, resolved, options.threads);
  const objective = objectives.get(resolved.objective);
  const set = checkTargets(x, y, options.weights, objective, resolved, "");
  const held = validation && checkValidation(validation, x.columns, objective, resolved);
  const memory = new BoostingMemory(threads > 1);

  const pause = takeTurns(signal);
  const seeds = deriveSeeds(resolved);
  const data = await binMatrix(memory, x, validation?.x, resolved, seeds.data, threads, pause);
  try {
    const boosting = new Boosting(memory, data, set, objective, resolved, seeds);
    const bestTrees = await boost(boosting, held, resolved, options, memory, pause);
    return new Booster({
      featureNames,
      featureRanges: rangesOf(data, x.columns),
      objective: objective.name,
      trees: bestTrees === 0 ? boosting.trees : boosting.trees.slice(0, bestTrees),
    });
  } finally {
    data.threads.stop();
  }
}

/** Grows the trees; returns how many of them to keep, 0 for all. */
async function boost(
  boosting: Boosting,
  held: TrainingTargets | undefined,
  parameters: ResolvedParameters,
  { rounds, earlyStoppingRounds, onIteration }: TrainingOptions,
  memory: BoostingMemory,
  pause: () => Promise<void>,
): Promise<number> {
  const stopping = new EarlyStopping(earlyStoppingRounds);
  for (let iteration = 1; iteration <= rounds; iteration++) {
    await pause();
    const grew = boosting.round();
    const validation = held && measureHeld(boosting, held, parameters, memory);
    onIteration?.({ iteration, rounds, validation });
    const first = validation?.[parameters.metrics[0]!];
    if (first !== undefined && stopping.stopsAfter(first, boosting.trees.length)) break;
    if (!grew && !boosting.drawsSamples) break;
  }
  return stopping.bestTrees;
}

/** The metrics of all trees so far on the rows held out, by name. */
function measureHeld(
  boosting: Boosting,
  { targets, weights }: TrainingTargets,
  parameters: ResolvedParameters,
  { kernels }: BoostingMemory,
): Record<string, number> {
  const set = {
    rows: targets.length,
    outputs: boosting.outputsOfHeld(),
    targets,
    weights,
    math: kernels,
  };
  const values = parameters.metrics.map((name) => [name, knownMetrics.get(name).measure(set, parameters)]);
  return Object.fromEntries(values);
}

function usefulThreads(x: Matrix, parameters: ResolvedParameters, asked: number | undefined): number {
  const work = x.rows * x.columns * parameters.feature_fraction;
  const most = canShareMemory() ? coreCount() : 1;
  if (most === 1) return 1;
  return asked ?? (work >= WORTH_THREADS ? most : 1);
}

function rangesOf(data: BinnedMatrix, columns: number): string[] {
  const ranges = new Array<string>(columns).fill("none");
  for (const { index, least, most } of data.features) ranges[index] = `[${least}:${most}]`;
  return ranges;
}

function checkOptions({ rounds, earlyStoppingRounds, validation, threads }: TrainingOptions): void {
  checkCount("rounds", rounds);
  if (threads !== undefined) checkCount("threads", threads);
  if (earlyStoppingRounds === undefined) return;
  checkCount("earlyStoppingRounds", earlyStoppingRounds);
  if (validation === undefined) throw new UsageError("earlyStoppingRounds needs a validation set");
}

function checkCount(name: string, value: number): void {
  if (!Number.isSafeInteger(value) || value < 1) {
    throw new UsageError(`${name} is a whole number at least 1, not ${value}`);
  }
}

function checkValidation(
  { x, y, weights }: ValidationSet,
  columns: number,
  objective: Objective,
  parameters: ResolvedParameters,
): TrainingTargets {
  if (x.columns !== columns) {
    throw new UsageError(`the validation set has ${x.columns} columns, the training set ${columns}`);
  }
  return checkTargets(x, y, weights, objective, parameters, "validation ");
}
