import { UsageError, type Zoo } from "@weightcast/core";
import { type Evaluation, evaluateModel, leaveOutSeen, type Model } from "@weightcast/predictors";
import type { ProgressListener } from "@weightcast/runtime";
import { fingerprintZoo } from "@weightcast/zoo-io";
import { clamp } from "./score-files.js";

/** A model's predictions for some rows of a zoo. */
export interface ZooPredictions {
  readonly model: Model;
  /** [rows of the zoo]: NaN for those that were not asked for, or whose weights are not finite. */
  readonly predicted: Float64Array;
  /** [rows of the zoo]: 0 for networks asked for that the model has never seen, 1 for others. */
  readonly seen: Uint8Array;
  /** How good they are on networks that the model has never seen; undefined where there are none. */
  readonly evaluation: Evaluation | undefined;
}

/**
 * Predicts rows of a zoo.
 *
 * @throws InputError where the zoo's layout is another than the model's
 */
export async function predictRows(
  model: Model,
  zoo: Zoo,
  rows: Int32Array,
  onProgress: ProgressListener,
): Promise<ZooPredictions> {
  const values = await model.predictZoo(zoo, rows, onProgress);
  const predicted = new Float64Array(zoo.rows).fill(Number.NaN);
  for (const [i, row] of rows.entries()) {
    if (values.finite[i] === 1) predicted[row] = clamp(model, values.predicted[i]!);
  }
  const fingerprint = await fingerprintZoo(zoo);
  const isOwn = fingerprint === model.manifest.zoo.fingerprint;
  const unseen = isOwn
    ? Int32Array.from(model.rows.test)
    : (await leaveOutSeen(model, zoo, rows, onProgress)).rows;
  const seen = new Uint8Array(zoo.rows).fill(1);
  for (const row of unseen) seen[row] = 0;
  const evaluation = await evaluateModel(model, { zoo, fingerprint, rows, onProgress }).catch(
    (error: unknown) => {
      // Where there is nothing new to the model, there is nothing to judge it by.
      if (error instanceof UsageError) return undefined;
      throw error;
    },
  );
  return { model, predicted, seen, evaluation };
}
