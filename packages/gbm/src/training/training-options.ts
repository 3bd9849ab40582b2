import { type Matrix, UsageError } from "@weightcast/core";
import type { SparseMatrix } from "../data/sparse-matrix.js";
import type { Booster } from "../model/booster.js";
import { checkOptionNames } from "./option-names.js";

/** Rows on which metrics are measured and no tree is grown. */
export interface ValidationSet {
  /** The features, with as many columns as in training: [rows, columns]. */
  readonly x: Matrix | SparseMatrix;
  /** [rows] */
  readonly y: ArrayLike<number>;
  /** The weight of each row in the metrics: [rows]; 1 by default. */
  readonly weights?: ArrayLike<number> | undefined;
  /** [rows, scores of a row]: raw scores to start from, as `initialScores` of the training. */
  readonly initialScores?: ArrayLike<number> | undefined;
  /** The number of rows of each group of rows that are ranked together. */
  readonly groupSizes?: ArrayLike<number> | undefined;
  /** The name of the set in `TrainingState.validations`; `validation` for the only one, `validation 1`, … if not given. */
  readonly name?: string | undefined;
}

/** The state of a training after a round. */
export interface TrainingState {
  /** The number of finished rounds. */
  readonly iteration: number;
  /** The maximum number of rounds of the training. */
  readonly rounds: number;
  /** The metrics of all trees so far on the first validation set, in the order in which they were asked for; undefined without one. */
  readonly validation: Readonly<Record<string, number>> | undefined;
  /** The metrics of every validation set, by the set's name. */
  readonly validations: Readonly<Record<string, Readonly<Record<string, number>>>>;
}

/** Options of a training, in addition to the parameters of the trees. */
export interface TrainingOptions {
  /**
   * The maximum number of rounds. `num_iterations` of the parameters takes precedence; if neither is given,
   * it is 100.
   */
  readonly rounds?: number | undefined;
  /** [rows]: what each row counts in the loss, not negative; 1 if not given. Rounded to f32, as in LightGBM. */
  readonly weights?: ArrayLike<number> | undefined;
  /** [rows, scores of a row]: raw scores that the trees are added to, which the model does not hold; finite. */
  readonly initialScores?: ArrayLike<number> | undefined;
  /** The number of rows of each group of rows that are ranked together; for ranking objectives. */
  readonly groupSizes?: ArrayLike<number> | undefined;
  /** A model to continue: the new trees are added to its trees. */
  readonly initialModel?: Booster | undefined;
  /** One or several sets on which metrics are measured. */
  readonly validation?: ValidationSet | readonly ValidationSet[] | undefined;
  /**
   * Stop when a metric has not improved for this many rounds on a validation set; the trees up to the best round are kept.
   * `early_stopping_round` of the parameters says the same.
   */
  readonly earlyStoppingRounds?: number | undefined;
  /**
   * Whether only the first metric can stop the training, instead of any metric. By default true, but where the
   * parameters ask for early stopping, what their `first_metric_only` says, which is false by default.
   */
  readonly firstMetricOnly?: boolean | undefined;
  /** The amount by which a metric must improve to count as better; 0 by default. */
  readonly minDelta?: number | undefined;
  /** A name for each column, without white space or double quotes; `Column_0`, `Column_1`, … if not given. */
  readonly featureNames?: readonly string[] | undefined;
  /**
   * Threads to share the work, this one included; if not given, one or as many as there are cores, by how much work there is.
   * The model does not depend on it. Where threads cannot share memory (a page that is not cross-origin isolated), one.
   */
  readonly threads?: number | undefined;
  /**
   * Called after each round; a promise that it returns is awaited. Where the answer is false, training stops and
   * the model is made of the rounds so far.
   */
  readonly onIteration?: ((state: TrainingState) => unknown) | undefined;
  /**
   * Called with a message for each parameter that is then ignored, as LightGBM ignores it with a warning: an unknown name, and the less
   * important of two names of one parameter. Numbers may then stand as texts, as in LightGBM's own files of parameters. Without the
   * function these are errors.
   */
  readonly onIgnoredParameter?: ((message: string) => void) | undefined;
  /** Cancels the training with a CancelledError within the time that one tree takes. */
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
  onIgnoredParameter: true,
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
  checkOptionNames("option", options, OPTIONS);
  for (const set of asList(options.validation))
    checkOptionNames("option of a validation set", set, VALIDATION_OPTIONS);
  const { rounds, threads, earlyStoppingRounds, minDelta = 0 } = options;
  if (rounds !== undefined) checkCount("rounds", rounds);
  if (threads !== undefined) checkCount("threads", threads);
  if (earlyStoppingRounds !== undefined) checkCount("earlyStoppingRounds", earlyStoppingRounds);
  if (!(minDelta >= 0)) throw new UsageError(`minDelta is a number at least 0, not ${minDelta}`);
}

/**
 * One or several validation sets as a list.
 *
 * @throws UsageError where an entry is no set: callers without types may give pairs, as in Python
 */
export function asList<Set extends object>(given: Set | readonly Set[] | undefined): readonly Set[] {
  if (given === undefined || given === null) return [];
  const sets = Array.isArray(given) ? (given as readonly Set[]) : [given as Set];
  const isSet = (set: unknown) => typeof set === "object" && set !== null && "x" in set && "y" in set;
  if (sets.every(isSet)) return sets;
  throw new UsageError("a validation set is an object { x, y }; several are an array of these");
}

/** Returns the names of the validation sets. */
export function validationNames(sets: readonly ValidationSet[]): string[] {
  return sets.map(({ name }, i) => name ?? (sets.length === 1 ? "validation" : `validation ${i + 1}`));
}

function checkCount(name: string, value: number): void {
  if (!Number.isSafeInteger(value) || value < 1) {
    throw new UsageError(`${name} is a whole number at least 1, not ${value}`);
  }
}
