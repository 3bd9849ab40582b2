import { type Matrix, UsageError } from "@weightcast/core";
import { canShareMemory, coreCount, takeTurns } from "@weightcast/runtime";
import { type BinnedMatrix, binMatrix } from "../data/binned-matrix.js";
import { checkMatrix } from "../data/check-matrix.js";
import { isSparse, type SparseMatrix } from "../data/sparse-matrix.js";
import {
  checkFeatureNames,
  checkGroupSizes,
  checkInitialScores,
  checkTargets,
  columnNumbers,
} from "../data/training-data.js";
import { Boosting, type InitialScores } from "../growth/boosting.js";
import { BoostingMemory } from "../growth/boosting-memory.js";
import { deriveSeeds } from "../growth/random-draws.js";
import type { RawRows } from "../growth/tree-scorer.js";
import { Booster } from "../model/booster.js";
import { parseObjective } from "../model/model-objective.js";
import type { Objective } from "../objectives/objective.js";
import { objectiveFor } from "../parameters/losses.js";
import {
  type BoosterParameters,
  type ResolvedParameters,
  resolveTrainingParameters,
} from "../parameters/resolve.js";
import {
  asList,
  checkOptions,
  type TrainingOptions,
  type ValidationSet,
  validationNames,
} from "./training-options.js";
import { type HeldSet, Validation } from "./validation.js";

/** Threads that are asked for beyond this number and that of the cores are not started: each takes memory and none of the work. */
const MOST_THREADS = 64;
/** The product of rows and features from which on a second thread is worth its start. */
const WORTH_THREADS = 200_000;
/** LightGBM's num_iterations. */
const STANDARD_ROUNDS = 100;

/**
 * Trains a boosted ensemble of regression trees by LightGBM's algorithm: the same bins, the same samples from the same seed
 * and, but for rounding, the same trees. The same arguments give the same model on every engine and for any number of
 * threads. Lets the event loop run now and then.
 *
 * @param x [rows, columns] f32 or f64, dense or sparse. NaN is a missing value, and each split learns its side; infinities are ordinary
 *   values.
 * @param y [rows] targets, finite; each objective says which ones it takes; rounded to f32, as in LightGBM
 * @throws UsageError for parameters or options that make no sense, for sizes that do not go together, and where the training
 *   takes more than 4 GB beside x
 * @throws InputError where x is empty, or y or the weights hold a number that cannot be used
 * @throws CancelledError once `options.signal` is aborted
 */
export async function trainBooster(
  x: Matrix | SparseMatrix,
  y: ArrayLike<number>,
  parameters: BoosterParameters,
  options: TrainingOptions = {},
): Promise<Booster> {
  checkOptions(options);
  const resolved = resolveTrainingParameters(parameters, options.onIgnoredParameter);
  checkMatrix(x, "x");
  checkColumnParameters(resolved, x.columns);
  const featureNames = checkFeatureNames(options.featureNames, x.columns);
  const threads = usefulThreads(x, resolved, options.threads ?? resolved.num_threads);
  const objective = objectiveFor(resolved);
  const perRow = objective.scoresPerRow?.(resolved) ?? 1;
  const set = {
    ...checkTargets(x, y, options.weights, objective, resolved, ""),
    groupSizes: checkGroupSizes(options.groupSizes, x.rows, ""),
  };
  const sets = asList(options.validation);
  const names = validationNames(sets);
  const held = sets.map((validation, i) =>
    checkValidation(validation, names[i]!, x.columns, objective, resolved),
  );
  const initialScores = initialScoresOf(x, sets, perRow, options, resolved.boosting === "rf");
  const memory = new BoostingMemory(threads > 1);

  const pause = takeTurns(options.signal);
  const seeds = deriveSeeds(resolved);
  const heldX = sets.map((validation) => validation.x);
  const categorical = columnNumbers(resolved.categorical_feature, featureNames);
  const data = await binMatrix(memory, x, heldX, resolved, categorical, seeds.data, threads, pause);
  try {
    const prepared = objective.prepare!(set, resolved, memory);
    const raw = resolved.linear_tree ? rawRows(x, heldX) : undefined;
    const boosting = new Boosting(memory, data, set, prepared, perRow, resolved, seeds, initialScores, raw);
    const bestRound = await boost(boosting, memory, held, objective, resolved, options, pause);
    const { initialModel } = options;
    const trees = boosting.trees.slice(0, bestRound === undefined ? undefined : bestRound * perRow);
    return new Booster({
      featureNames,
      featureRanges: rangesOf(data, x.columns),
      monotone: resolved.monotone_constraints,
      objective: [objective.name, ...(objective.fileSettings?.(resolved) ?? [])].join(" "),
      classes: perRow,
      treesPerRound: perRow,
      averages: resolved.boosting === "rf",
      trees: [...(initialModel?.trees ?? []), ...trees],
      pandasCategories: undefined,
      bestIteration: bestRound === undefined ? undefined : bestRound + (initialModel?.rounds ?? 0),
    });
  } finally {
    data.threads.stop();
  }
}

/** The values that linear leaves multiply. */
function rawRows(x: Matrix | SparseMatrix, held: readonly (Matrix | SparseMatrix)[]): RawRows {
  const dense = (part: Matrix | SparseMatrix): Matrix => {
    if (isSparse(part)) throw new UsageError("linear_tree takes no sparse matrix");
    return part;
  };
  return { training: dense(x), held: held.map(dense) };
}

/** Checks what parameters say of single columns. */
function checkColumnParameters(parameters: ResolvedParameters, columns: number): void {
  for (const name of ["monotone_constraints", "feature_contri", "max_bin_by_feature"] as const) {
    const { length } = parameters[name];
    if (length !== 0 && length !== columns) {
      throw new UsageError(`${name} has ${length} entries, but x has ${columns} columns`);
    }
  }
  const mentioned = parameters.interaction_constraints.flat().find((column) => column >= columns);
  if (mentioned !== undefined) {
    throw new UsageError(
      `interaction_constraints names column ${mentioned}, which is out of range (0 to ${columns - 1})`,
    );
  }
}

/** Grows the trees; returns how many rounds of them to keep, undefined for all. */
async function boost(
  boosting: Boosting,
  memory: BoostingMemory,
  sets: readonly HeldSet[],
  objective: Objective,
  parameters: ResolvedParameters,
  options: TrainingOptions,
  pause: () => Promise<void>,
): Promise<number | undefined> {
  const rounds = parameters.num_iterations ?? options.rounds ?? STANDARD_ROUNDS;
  // As in LightGBM, dart does not stop early: later rounds change the trees of earlier ones.
  const isDart = parameters.boosting === "dart";
  const patience = isDart ? 0 : (parameters.early_stopping_round ?? options.earlyStoppingRounds ?? 0);
  if (patience > 0 && sets.length === 0) throw new UsageError("earlyStoppingRounds needs a validation set");
  const rule = { patience, minDelta: options.minDelta ?? parameters.early_stopping_min_delta };
  // As in LightGBM, any metric stops a training whose parameters ask for it, unless they say otherwise.
  const isByOptions =
    parameters.early_stopping_round === undefined || options.earlyStoppingRounds !== undefined;
  const { firstMetricOnly = isByOptions || parameters.first_metric_only, onIteration } = options;
  const { heldScores } = boosting;
  const validation = new Validation(memory, sets, heldScores, objective, parameters, rule, firstMetricOnly);
  // A round that finds no split adds no trees.
  const treesAfter = [0];
  let best: number | undefined;
  for (let iteration = 1; iteration <= rounds && best === undefined; iteration++) {
    await pause();
    const grew = boosting.round();
    treesAfter.push(boosting.trees.length);
    const validations = validation.measure();
    const first = Object.values(validations)[0];
    const answer = onIteration?.({ iteration, rounds, validation: first, validations });
    const isStopped = (answer instanceof Promise ? await answer : answer) === false;
    best = validation.stopAfter(validations, iteration);
    if (isStopped || (!grew && !boosting.mayStillGrow)) break;
  }
  if (patience === 0) return undefined;
  return treesAfter[best ?? validation.bestRound]! / boosting.perRow;
}

function usefulThreads(
  x: Matrix | SparseMatrix,
  parameters: ResolvedParameters,
  asked: number | undefined,
): number {
  const work = x.rows * x.columns * parameters.feature_fraction;
  const most = canShareMemory() ? coreCount() : 1;
  if (most === 1) return 1;
  if (asked !== undefined) return Math.min(asked, Math.max(most, MOST_THREADS));
  return work >= WORTH_THREADS ? most : 1;
}

function rangesOf(data: BinnedMatrix, columns: number): string[] {
  const ranges = new Array<string>(columns).fill("none");
  for (const { index, least, most, categories } of data.features) {
    ranges[index] = categories === undefined ? `[${least}:${most}]` : categories.join(":");
  }
  return ranges;
}

function checkValidation(
  { x, y, weights, groupSizes }: ValidationSet,
  name: string,
  columns: number,
  objective: Objective,
  parameters: ResolvedParameters,
): HeldSet {
  checkMatrix(x, "the validation x");
  if (x.columns !== columns) {
    throw new UsageError(`the validation set has ${x.columns} columns, the training set ${columns}`);
  }
  return {
    ...checkTargets(x, y, weights, objective, parameters, "validation "),
    groupSizes: checkGroupSizes(groupSizes, x.rows, "validation "),
    name,
  };
}

/** The scores that boosting starts from; undefined where it starts from constants. */
function initialScoresOf(
  x: Matrix | SparseMatrix,
  sets: readonly ValidationSet[],
  perRow: number,
  { initialScores, initialModel }: TrainingOptions,
  isForest: boolean,
): InitialScores | undefined {
  if (initialModel !== undefined) {
    checkInitialModel(initialModel, x, perRow);
    if (isForest) throw new UsageError("random forests do not go on from a model");
    if (initialScores !== undefined)
      throw new UsageError("initialScores and initialModel exclude each other");
    const parts = [x, ...sets.map((set) => set.x)].map((part) => initialModel.predict(part, { raw: true }));
    return layOut(parts, perRow);
  }
  if (initialScores === undefined) {
    if (sets.some((set) => set.initialScores !== undefined)) {
      throw new UsageError("a validation set has initialScores, but the training set has none");
    }
    return undefined;
  }
  const training = checkInitialScores(initialScores, x.rows, perRow, "");
  const held = sets.map((set) =>
    set.initialScores === undefined
      ? new Float64Array(set.x.rows * perRow)
      : checkInitialScores(set.initialScores, set.x.rows, perRow, "validation "),
  );
  return layOut([training, ...held], perRow);
}

function checkInitialModel(model: Booster, x: Matrix | SparseMatrix, perRow: number): void {
  if (model.featureNames.length !== x.columns) {
    throw new UsageError(`initialModel takes ${model.featureNames.length} columns, but x has ${x.columns}`);
  }
  if (model.outputs !== perRow) {
    throw new UsageError(`initialModel has ${model.outputs} scores a row, the objective ${perRow}`);
  }
  const known = parseObjective(model.objective);
  if (typeof known === "string") throw new UsageError(`initialModel: ${known}`);
}

/** Scores of the training set and of the validation sets, [rows, scores of a row] each, one kind of score after the other. */
function layOut([training, ...held]: readonly Float64Array[], perRow: number): InitialScores {
  const rowsHeld = held.reduce((sum, part) => sum + part.length, 0) / perRow;
  const all = new Float64Array(rowsHeld * perRow);
  let begin = 0;
  for (const part of held) {
    transposeTo(part, perRow, all, rowsHeld, begin);
    begin += part.length / perRow;
  }
  const first = new Float64Array(training!.length);
  transposeTo(training!, perRow, first, first.length / perRow, 0);
  return { training: first, held: all };
}

/** Writes [rows, perRow] to the rows from `begin` on of [perRow, allRows]. */
function transposeTo(
  from: Float64Array,
  perRow: number,
  to: Float64Array,
  allRows: number,
  begin: number,
): void {
  for (let i = 0; i < from.length; i++) {
    to[(i % perRow) * allRows + begin + Math.floor(i / perRow)] = from[i]!;
  }
}
