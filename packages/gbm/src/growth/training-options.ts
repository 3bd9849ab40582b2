import { type Matrix, UsageError, unknownName } from "@weightcast/core";
import type { Booster } from "../model/booster.js";

/** Rows to measure metrics on, which no tree is grown on. */
export interface ValidationSet {
  /** [rows, columns], as many columns as in training. */
  readonly x: Matrix;
  /** [rows] */
  readonly y: ArrayLike<number>;
  /** [rows]: what each row counts in the metrics; 1 if not given. */
  readonly weights?: ArrayLike<number> | undefined;
  /** [rows, scores of a row]: raw scores to start from, as `initialScores` of the training. */
  readonly initialScores?: ArrayLike<number> | undefined;
  /** How many rows each group of rows to rank has, group by group. */
  readonly groupSizes?: ArrayLike<number> | undefined;
  /** The name of the set in `TrainingState.validations`; `validation` for the only one, `validation 1`, … if not given. */
  readonly name?: string | undefined;
}

/** Where training stands after a round. */
export interface TrainingState {
  /** Rounds done. */
  readonly iteration: number;
  /** Most rounds of the training. */
  readonly rounds: number;
  /** The metrics of all trees so far on the first validation set, in the order in which they were asked for; undefined without one. */
  readonly validation: Readonly<Record<string, number>> | undefined;
  /** The same for every validation set, by its name. */
  readonly validations: Readonly<Record<string, Readonly<Record<string, number>>>>;
}

/** How to train, beside the parameters of the trees. */
export interface TrainingOptions {
  /** How many rounds to train at most; `num_iterations` of the parameters comes first, and 100 is taken where neither says. */
  readonly rounds?: number | undefined;
  /** [rows]: what each row counts in the loss, not negative; 1 if not given. Rounded to f32, as in LightGBM. */
  readonly weights?: ArrayLike<number> | undefined;
  /** [rows, scores of a row]: raw scores that the trees are added to, which the model does not hold; finite. */
  readonly initialScores?: ArrayLike<number> | undefined;
  /** How many rows each group of rows to rank has, group by group; for ranking objectives. */
  readonly groupSizes?: ArrayLike<number> | undefined;
  /** A model to go on from: the new trees are added to its own. */
  readonly initialModel?: Booster | undefined;
  /** One set to measure metrics on, or several. */
  readonly validation?: ValidationSet | readonly ValidationSet[] | undefined;
  /**
   * Stop when a metric has not improved for this many rounds on a validation set; the trees up to the best round are kept.
   * `early_stopping_round` of the parameters says the same.
   */
  readonly earlyStoppingRounds?: number | undefined;
  /** Whether only the first metric stops the training, not any of them; true if not given. */
  readonly firstMetricOnly?: boolean | undefined;
  /** By how much a metric must improve to count as better; 0 if not given. */
  readonly minDelta?: number | undefined;
  /** A name for each column, without white space or double quotes; `Column_0`, `Column_1`, … if not given. */
  readonly featureNames?: readonly string[] | undefined;
  /**
   * Threads to share the work, this one included; if not given, one or as many as there are cores, by how much work there is.
   * The model does not depend on it. Where threads cannot share memory (a page that is not cross-origin isolated), one.
   */
  readonly threads?: number | undefined;
  /** Called after each round. Where it returns false, training stops and the model is made of the rounds so far. */
  readonly onIteration?: ((state: TrainingState) => unknown) | undefined;
  /** Ends the training with a CancelledError within the time of a tree. */
  readonly signal?: AbortSignal | undefined;
}

const OPTIONS: Readonly<Record<keyof TrainingOptions, true>> = {
  rounds: true,
  weights: true,
  initialScores: true,
  groupSizes: true,
  initialModel: true,
  validation: true,
  earlyStoppingRounds: true,
  firstMetricOnly: true,
  minDelta: true,
  featureNames: true,
  threads: true,
  onIteration: true,
  signal: true,
};

const VALIDATION_OPTIONS: Readonly<Record<keyof ValidationSet, true>> = {
  x: true,
  y: true,
  weights: true,
  initialScores: true,
  groupSizes: true,
  name: true,
};

/**
 * Checks what does not depend on the data: callers without types can pass anything.
 *
 * @throws UsageError for an option that does not exist or a number out of range
 */
export function checkOptions(options: TrainingOptions): void {
  checkNames("option", options, OPTIONS);
  for (const set of validationSets(options))
    checkNames("option of a validation set", set, VALIDATION_OPTIONS);
  const { rounds, threads, earlyStoppingRounds, minDelta = 0 } = options;
  if (rounds !== undefined) checkCount("rounds", rounds);
  if (threads !== undefined) checkCount("threads", threads);
  if (earlyStoppingRounds !== undefined) checkCount("earlyStoppingRounds", earlyStoppingRounds);
  if (!(minDelta >= 0)) throw new UsageError(`minDelta is a number at least 0, not ${minDelta}`);
}

/** The validation sets of a training, none or more. */
export function validationSets({ validation }: TrainingOptions): readonly ValidationSet[] {
  if (validation === undefined) return [];
  return "x" in validation ? [validation] : validation;
}

/** The names of the validation sets. */
export function validationNames(sets: readonly ValidationSet[]): string[] {
  return sets.map(({ name }, i) => name ?? (sets.length === 1 ? "validation" : `validation ${i + 1}`));
}

function checkNames(kind: string, given: object, known: Readonly<Record<string, true>>): void {
  const unknown = Object.keys(given).find((name) => !(name in known));
  if (unknown !== undefined) throw unknownName(kind, unknown, Object.keys(known));
}

function checkCount(name: string, value: number): void {
  if (!Number.isSafeInteger(value) || value < 1) {
    throw new UsageError(`${name} is a whole number at least 1, not ${value}`);
  }
}
