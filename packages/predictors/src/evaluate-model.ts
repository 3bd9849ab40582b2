import { UsageError, type Zoo } from "@weightcast/core";
import { type Scores, scores } from "@weightcast/evaluation";
import type { ProgressListener } from "@weightcast/runtime";
import type { Model } from "./model.js";

export interface EvaluateRequest {
  readonly zoo: Zoo;
  readonly fingerprint: string;
  /** Rows to score: on the zoo that the model was fitted on, those of its test part among them. */
  readonly rows: Int32Array;
  readonly onProgress?: ProgressListener | undefined;
}

export interface Evaluation {
  /** Whether this is the zoo that the model was fitted on, so that only its test part was scored. */
  readonly sameZoo: boolean;
  readonly scores: Scores;
  /** Rows left out because their weights or target are not finite. */
  readonly notFinite: number;
  readonly seconds: number;
}

/**
 * Scores a model on a zoo: on the one that it was fitted on, by the rows it never saw; on another, by all rows asked for.
 *
 * @throws InputError where the zoo has another layout
 * @throws UsageError where nothing is left to score, or the zoo lacks the model's target
 */
export async function evaluateModel(model: Model, request: EvaluateRequest): Promise<Evaluation> {
  const { zoo, onProgress } = request;
  const start = performance.now();
  const sameZoo = request.fingerprint === model.manifest.zoo.fingerprint;
  const test = new Set(model.rows.test);
  const rows = sameZoo ? request.rows.filter((row) => test.has(row)) : request.rows;
  const targets = zoo.metrics.numbers(model.manifest.target);
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
    scores: scores(
      scored.map((i) => targets[rows[i]!]!),
      scored.map((i) => predicted[i]!),
    ),
    notFinite: rows.length - scored.length,
    seconds: (performance.now() - start) / 1000,
  };
}
