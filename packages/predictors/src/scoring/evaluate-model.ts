import { UsageError, type WorkOptions } from "@weightcast/core";
import { checkLevel, type IntervalScores, intervalScores, type Scores, scores } from "@weightcast/evaluation";
import { type Selection, selectRows, type Zoo } from "@weightcast/zoo";
import type { Model } from "../model/model.js";
import { ceilingOf } from "./ceiling.js";
import { DEFAULT_LEVEL } from "./score-networks.js";
import { leaveOutSeen, type SeenCount } from "./seen-networks.js";

/** The zoo and rows on which a model is evaluated. */
export interface EvaluateOptions extends WorkOptions {
  /** The rows to score; those of the checkpoints that the model was fitted for where left out. */
  readonly selection?: Selection | undefined;
  /**
   * The level of prediction intervals, the share that should contain the true value: between 0 and 1, 0.9 by
   * default.
   */
  readonly level?: number | undefined;
}

/** The result of evaluating a model on the networks of a zoo. */
export interface Evaluation {
  /** Whether this is the zoo that the model was fitted on, in which case only its test part was scored. */
  readonly sameZoo: boolean;
  /** The runs of another zoo that were left out because the model was fitted on them; null on the zoo that it was fitted on. */
  readonly seen: SeenCount | null;
  readonly scores: Scores;
  /** The greatest tau that ties and the noise of a finite test set leave on these rows; null where the target is no accuracy. */
  readonly tauCeiling: number | null;
  /** The quality of prediction intervals of the requested level; null if the model had no validation part. */
  readonly intervals: (IntervalScores & { readonly level: number }) | null;
  /** The number of scored rows whose networks are unlike the training networks. */
  readonly flagged: number;
  /** The number of rows that were left out because their weights or target are not finite. */
  readonly notFinite: number;
  readonly seconds: number;
}

/**
 * Scores a model on a zoo: on the one that it was fitted on, by its test part; on another, by the rows asked for without those that it knows,
 * as `leaveOutSeen` does: another zoo may be a subset, a merger or a copy of that one. Fingerprints tell which zoo it is.
 *
 * @throws InputError where the zoo has another layout
 * @throws UsageError where nothing is left to score, or the zoo lacks the model's target
 * @throws CancelledError once `signal` is aborted
 */
export async function evaluateModel(
  model: Model,
  zoo: Zoo,
  { selection, level = DEFAULT_LEVEL, ...options }: EvaluateOptions = {},
): Promise<Evaluation> {
  const start = performance.now();
  checkLevel(level);
  const { target, checkpoint } = model.manifest;
  const targets = zoo.metrics.numbers(target.column);
  const asked = (selection ?? selectRows(zoo, { checkpoint })).rows;
  const { sameZoo, rows, seen } = await rowsToScore(model, zoo, asked, options);
  if (rows.length === 0 && seen !== null && seen.rows > 0) {
    throw new UsageError(
      `all ${seen.rows} rows are of runs that the model was fitted on, so there is nothing to score; choose rows of other runs, or evaluate on the very zoo that it was fitted on, where its test part is scored`,
    );
  }
  const { predicted, finite, flags } = await model.predictZoo(zoo, rows, options);
  const truth: number[] = [];
  const guesses: number[] = [];
  let flagged = 0;
  for (const [i, row] of rows.entries()) {
    const value = targets[row] ?? Number.NaN;
    if (finite[i] !== 1 || !Number.isFinite(value)) continue;
    truth.push(value);
    guesses.push(predicted[i] ?? Number.NaN);
    if (flags[i] !== null) flagged++;
  }
  if (truth.length === 0) {
    throw new UsageError(
      sameZoo
        ? "none of the rows is in the test part of the zoo that the model was fitted on; there is nothing to score"
        : "no row has finite weights and a finite target; there is nothing to score",
    );
  }
  const intervals = guesses
    .map((value) => model.interval(value, level))
    .filter((interval) => interval !== null);
  return {
    sameZoo,
    seen,
    scores: scores(truth, guesses),
    tauCeiling: ceilingOf(target, truth),
    intervals: intervals.length === 0 ? null : { level, ...intervalScores(truth, intervals) },
    flagged,
    notFinite: rows.length - truth.length,
    seconds: (performance.now() - start) / 1000,
  };
}

/** The rows on which a model is scored. */
export interface RowsToScore {
  readonly rows: Int32Array;
  /** Whether the zoo is the one that the model was fitted on. */
  readonly sameZoo: boolean;
  /**
   * The rows of another zoo that were left out because the model knows their networks; null for the zoo that
   * the model was fitted on.
   */
  readonly seen: SeenCount | null;
}

/**
 * The rows that `evaluateModel` scores a model on, in the order asked for: of the zoo that it was fitted on those of its test part, of
 * another those that it never saw.
 *
 * @throws InputError where the zoo has another layout
 */
export async function rowsToScore(
  model: Model,
  zoo: Zoo,
  rows: Int32Array,
  options: WorkOptions = {},
): Promise<RowsToScore> {
  if ((await zoo.fingerprint(options)) !== model.manifest.zoo.fingerprint) {
    return { sameZoo: false, ...(await leaveOutSeen(model, zoo, rows, options)) };
  }
  const test = new Set(model.rows.test);
  return { sameZoo: true, rows: rows.filter((row) => test.has(row)), seen: null };
}
