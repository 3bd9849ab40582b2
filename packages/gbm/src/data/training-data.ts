import { InputError, UsageError, unknownName } from "@weightcast/core";
import type { Objective, ObjectiveSettings, TrainingTargets } from "../objectives/objective.js";

/**
 * The names of the columns, `Column_0`, `Column_1`, … where none are given.
 *
 * @throws UsageError where their number is wrong or a model file cannot hold one
 */
export function checkFeatureNames(names: readonly string[] | undefined, columns: number): readonly string[] {
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

/**
 * Converts columns that are given by number or name into numbers, ascending and distinct.
 *
 * @throws UsageError where there is no such column
 */
export function columnNumbers(
  columns: readonly (number | string)[],
  featureNames: readonly string[],
): readonly number[] {
  const numbers = columns.map((column) => {
    const number = typeof column === "number" ? column : featureNames.indexOf(column);
    if (typeof column === "string" && number < 0) throw unknownName("column", column, featureNames);
    if (number >= featureNames.length) {
      throw new UsageError(`column ${number} is out of range (0 to ${featureNames.length - 1})`);
    }
    return number;
  });
  return Array.from(new Set(numbers)).sort((a, b) => a - b);
}

/**
 * Copies the targets and weights of the rows of x as f32.
 *
 * @param set the name of the set in errors, with a space behind it; empty for the training set
 * @throws UsageError where there are more or fewer than there are rows
 * @throws InputError where one of them cannot be used
 */
export function checkTargets(
  { rows, columns }: { readonly rows: number; readonly columns: number },
  y: ArrayLike<number>,
  weights: ArrayLike<number> | undefined,
  objective: Objective,
  settings: ObjectiveSettings,
  set: string,
): TrainingTargets {
  if (rows === 0 || columns === 0) {
    throw new InputError(`the ${set}x is empty: ${rows} rows, ${columns} columns`);
  }
  if (y.length !== rows) throw new UsageError(`the ${set}x has ${rows} rows, but y has ${y.length} entries`);
  checkNumbers(y, `${set}target`);
  const targets = new Float32Array(y);
  for (let row = 0; row < targets.length; row++) {
    const problem = Number.isFinite(targets[row])
      ? objective.targetProblem?.(targets[row]!, settings)
      : "is not a finite f32 number";
    if (problem !== undefined) throw new InputError(`the ${set}target ${y[row]} ${problem}`, { row });
  }
  if (set === "" && objective.trainedTarget !== undefined) {
    for (const [row, target] of targets.entries()) targets[row] = objective.trainedTarget(target, settings);
  }
  return { targets, weights: weights && checkWeights(rows, weights, set) };
}

function checkWeights(rows: number, weights: ArrayLike<number>, set: string): Float32Array {
  if (weights.length !== rows) {
    throw new UsageError(`the ${set}x has ${rows} rows, but weights has ${weights.length} entries`);
  }
  checkNumbers(weights, `${set}weight`);
  const checked = new Float32Array(weights);
  const row = checked.findIndex((weight) => !(weight >= 0 && weight < Number.POSITIVE_INFINITY));
  if (row >= 0)
    throw new InputError(`the ${set}weight ${weights[row]} is not a finite f32 number at least 0`, { row });
  if (checked.every((weight) => weight === 0)) throw new InputError(`the ${set}weights are all 0`);
  return checked;
}

/**
 * Raw scores to start from as f64.
 *
 * @param scores [rows, perRow]
 * @param set the name of the set in errors, with a space behind it; empty for the training set
 * @throws UsageError where there are more or fewer than there are rows
 * @throws InputError where one is not finite
 */
export function checkInitialScores(
  scores: ArrayLike<number>,
  rows: number,
  perRow: number,
  set: string,
): Float64Array {
  if (scores.length !== rows * perRow) {
    throw new UsageError(
      `the ${set}x has ${rows} rows of ${perRow} scores, but initialScores has ${scores.length} entries`,
    );
  }
  checkNumbers(scores, `${set}initial score`);
  const checked = Float64Array.from(scores);
  const bad = checked.findIndex((score) => !Number.isFinite(score));
  if (bad >= 0) {
    throw new InputError(`the ${set}initial score ${checked[bad]} is not finite`, {
      row: Math.floor(bad / perRow),
    });
  }
  return checked;
}

/**
 * Refuses entries that are not numbers: null, booleans and texts, which conversion would silently turn into
 * numbers.
 */
function checkNumbers(values: ArrayLike<unknown>, what: string): void {
  if (ArrayBuffer.isView(values)) return;
  for (let row = 0; row < values.length; row++) {
    const value = values[row];
    if (typeof value !== "number")
      throw new InputError(`the ${what} ${String(value)} is not a number`, { row });
  }
}

/**
 * The sizes of groups of rows.
 *
 * @param set the name of the set in errors, with a space behind it; empty for the training set
 * @returns undefined where none are given
 * @throws UsageError where they do not sum to the rows
 * @throws InputError where one is no whole number above 0
 */
export function checkGroupSizes(
  sizes: ArrayLike<number> | undefined,
  rows: number,
  set: string,
): Int32Array | undefined {
  if (sizes === undefined) return undefined;
  const checked = Array.from(sizes);
  const bad = checked.find((size) => !Number.isSafeInteger(size) || size < 1);
  if (bad !== undefined) throw new InputError(`the ${set}group size ${bad} is not a whole number above 0`);
  const sum = checked.reduce((total, size) => total + size, 0);
  if (sum !== rows) throw new UsageError(`the ${set}x has ${rows} rows, but groupSizes sum to ${sum}`);
  return Int32Array.from(checked);
}
