import { type ProgressListener, UsageError } from "@weightcast/core";
import { type Scores, scores } from "@weightcast/evaluation";
import type { Zoo } from "@weightcast/zoo";
import type { Model } from "./model.js";
import { leaveOutSeen, type SeenCount, type UnseenRows } from "./seen-networks.js";

export interface EvaluateRequest {
  readonly zoo: Zoo;
  readonly fingerprint: string;
  /** Rows to score: on the zoo that the model was fitted on, those of its test part among them; on another, those it never saw. */
  readonly rows: Int32Array;
  readonly onProgress?: ProgressListener | undefined;
}

export interface Evaluation {
  /** Whether this is the zoo that the model was fitted on, so that only its test part was scored. */
  readonly sameZoo: boolean;
  /**
   * What was left out of another zoo because the model was fitted on it; null on the zoo that it was fitted on, and where the model does not
   * tell which networks it saw (it was saved by an earlier version).
   */
  readonly seen: SeenCount | null;
  readonly scores: Scores;
  /** Rows left out because their weights or target are not finite. */
  readonly notFinite: number;
  readonly seconds: number;
}

/**
 * Scores a model on a zoo: on the one that it was fitted on, by its test part; on another, by the rows asked for but for those that it knows,
 * as `leaveOutSeen` does: another zoo may be a subset, a merger or a copy of that one.
 *
 * @throws InputError where the zoo has another layout
 * @throws UsageError where nothing is left to score, or the zoo lacks the model's target
 */
export async function evaluateModel(model: Model, request: EvaluateRequest): Promise<Evaluation> {
  const { zoo, onProgress } = request;
  const start = performance.now();
  const targets = zoo.metrics.numbers(model.manifest.target);
  const { sameZoo, rows, seen } = await rowsToScore(model, request);
  if (rows.length === 0 && seen !== null && seen.rows > 0) {
    throw new UsageError(
      `all ${seen.rows} rows are of runs that the model was fitted on, so there is nothing to score; choose rows of other runs, or evaluate on the very zoo that it was fitted on, where its test part is scored`,
    );
  }
  const { predicted, finite } = await model.predictZoo(zoo, rows, onProgress);
  const scored = Array.from(rows.keys()).filter((i) => finite[i] === 1 && Number.isFinite(targets[rows[i]!]));
  if (scored.length === 0) {
    throw new UsageError(
      sameZoo
        ? "none of the rows is in the test part of the zoo that the model was fitted on; there is nothing to score"
        : "no row has finite weights and a finite target; there is nothing to score",
    );
  }
  return {
    sameZoo,
    seen,
    scores: scores(
      scored.map((i) => targets[rows[i]!]!),
      scored.map((i) => predicted[i]!),
    ),
    notFinite: rows.length - scored.length,
    seconds: (performance.now() - start) / 1000,
  };
}

/** What a model is scored on. */
export interface RowsToScore extends UnseenRows {
  /** Whether this is the zoo that the model was fitted on. */
  readonly sameZoo: boolean;
}

/**
 * The rows that `evaluateModel` scores a model on, in the order asked for: of the zoo that it was fitted on those of its test part, of
 * another those that it never saw.
 *
 * @throws InputError where the zoo has another layout
 */
export async function rowsToScore(
  model: Model,
  { zoo, fingerprint, rows, onProgress }: EvaluateRequest,
): Promise<RowsToScore> {
  if (fingerprint !== model.manifest.zoo.fingerprint) {
    return { sameZoo: false, ...(await leaveOutSeen(model, zoo, rows, onProgress)) };
  }
  const test = new Set(model.rows.test);
  return { sameZoo: true, rows: rows.filter((row) => test.has(row)), seen: null };
}
