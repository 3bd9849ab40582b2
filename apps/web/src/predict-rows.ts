import type { Zoo } from "@weightcast/core";
import { type Scores, scores } from "@weightcast/evaluation";
import { leaveOutSeen, type Model } from "@weightcast/predictors";
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
  /** On the networks asked for that it has never seen, as far as their weights and targets are finite; undefined where there are none. */
  readonly scores: Scores | undefined;
  /** How many of those asked for it has seen. */
  readonly seenCount: number;
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
  const truth = zoo.metrics.numbers(model.manifest.target);
  const { predicted: values, finite } = await model.predictZoo(zoo, rows, onProgress);
  const unseen = new Set(await unseenRows(model, zoo, rows, onProgress));
  const predicted = new Float64Array(zoo.rows).fill(Number.NaN);
  const seen = new Uint8Array(zoo.rows).fill(1);
  const scored: number[] = [];
  for (const [i, row] of rows.entries()) {
    if (unseen.has(row)) seen[row] = 0;
    if (finite[i] !== 1) continue;
    predicted[row] = clamp(model, values[i]!);
    if (unseen.has(row) && Number.isFinite(truth[row])) scored.push(i);
  }
  const scoreOf = () =>
    scores(
      scored.map((i) => truth[rows[i]!]!),
      scored.map((i) => values[i]!),
    );
  return {
    model,
    predicted,
    seen,
    scores: scored.length === 0 ? undefined : scoreOf(),
    seenCount: rows.length - unseen.size,
  };
}

/** The rows of runs that the model does not know: of the zoo that it was fitted on, neither trained nor stopped on. */
async function unseenRows(
  model: Model,
  zoo: Zoo,
  rows: Int32Array,
  onProgress: ProgressListener,
): Promise<Int32Array> {
  if ((await fingerprintZoo(zoo)) !== model.manifest.zoo.fingerprint) {
    return (await leaveOutSeen(model, zoo, rows, onProgress)).rows;
  }
  const { runOfRow } = zoo.metrics;
  const known = new Set([...model.rows.train, ...model.rows.validation].map((row) => runOfRow[row]!));
  return rows.filter((row) => !known.has(runOfRow[row]!));
}
