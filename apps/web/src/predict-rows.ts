import type { ProgressListener } from "@weightcast/core";
import { type Scores, scores } from "@weightcast/evaluation";
import { type Model, rowsToScore } from "@weightcast/predictors";
import { clampToTarget, type Zoo } from "@weightcast/zoo";

/**
 * The ways in which a network can relate to the model that predicts it, for example as one of its training
 * networks.
 */
export const STANDINGS = ["new", "seen in training", "not asked"] as const;

/** A model's predictions for some rows of a zoo. */
export interface ZooPredictions {
  readonly model: Model;
  /** The number of networks whose predictions were requested. */
  readonly count: number;
  /**
   * The prediction of each row: [rows of the zoo]. NaN for rows that were not requested or whose weights are
   * not finite.
   */
  readonly predicted: Float64Array;
  /** The standing of each row, as an index into `STANDINGS`: [rows of the zoo]. */
  readonly standings: Uint8Array;
  /** The number of requested networks that the model has not seen. */
  readonly newCount: number;
  /**
   * The scores on those requested networks that `evaluate` would score and whose weights and target are
   * finite; undefined if there are none.
   */
  readonly scores: Scores | undefined;
}

/**
 * Predicts rows of a zoo.
 *
 * @throws InputError where the zoo's layout is another than the model's
 * @throws UsageError where the zoo lacks the model's target
 */
export async function predictRows(
  model: Model,
  zoo: Zoo,
  rows: Int32Array,
  onProgress: ProgressListener,
): Promise<ZooPredictions> {
  const truth = zoo.metrics.numbers(model.manifest.target.column);
  const { predicted: values, finite } = await model.predictZoo(zoo, rows, { onProgress });
  const { sameZoo, ...scorable } = await rowsToScore(model, zoo, rows, { onProgress });
  const isScorable = new Set(scorable.rows);
  const isNew = sameZoo ? outsideOfTraining(model, zoo) : (row: number) => isScorable.has(row);
  const predicted = new Float64Array(zoo.rows).fill(Number.NaN);
  const standings = new Uint8Array(zoo.rows).fill(STANDINGS.indexOf("not asked"));
  const scored: number[] = [];
  let newCount = 0;
  for (const [i, row] of rows.entries()) {
    standings[row] = STANDINGS.indexOf(isNew(row) ? "new" : "seen in training");
    if (isNew(row)) newCount++;
    if (finite[i] !== 1) continue;
    predicted[row] = clampToTarget(model.manifest.target, values[i]!);
    if (isScorable.has(row) && Number.isFinite(truth[row])) scored.push(i);
  }
  const scoreAll = () =>
    scores(
      scored.map((i) => truth[rows[i]!]!),
      scored.map((i) => values[i]!),
    );
  return {
    model,
    count: rows.length,
    predicted,
    standings,
    newCount,
    scores: scored.length === 0 ? undefined : scoreAll(),
  };
}

/**
 * Returns a test for rows of the zoo that a model was fitted on: whether a row's run is in neither the
 * training part nor the validation part.
 */
function outsideOfTraining({ rows }: Model, { metrics: { runOfRow } }: Zoo): (row: number) => boolean {
  const known = new Set([...rows.train, ...rows.validation].map((row) => runOfRow[row]!));
  return (row) => !known.has(runOfRow[row]!);
}
