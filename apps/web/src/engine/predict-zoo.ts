import type { WorkOptions } from "@weightcast/core";
import { type Model, rowsToScore, scoreNetworks } from "@weightcast/predictors";
import type { Zoo } from "@weightcast/zoo";
import type { PredictedPart, StoredPredictions } from "./messages.js";

/** The level of the intervals on the page. */
const LEVEL = 0.9;

/**
 * Predicts rows of a zoo.
 *
 * @throws InputError where the zoo's layout is not the model's
 * @throws CancelledError once the signal is aborted
 */
export async function predictPart(
  model: Model,
  zoo: Zoo,
  rows: Int32Array,
  options: WorkOptions = {},
): Promise<PredictedPart> {
  const scores = await scoreNetworks(model, { zoo, rows }, { ...options, level: LEVEL });
  const numbers = (of: "predicted" | "low" | "high") =>
    Float64Array.from(scores, (score) => score[of] ?? Number.NaN);
  return {
    rows,
    predicted: numbers("predicted"),
    low: numbers("low"),
    high: numbers("high"),
    flags: scores.map(({ flag }) => flag),
  };
}

/** Those of the rows whose runs the model has neither learned from nor been stopped by: [rows], 1 or 0. */
export async function heldOutRows(
  model: Model,
  zoo: Zoo,
  rows: Int32Array,
  options: WorkOptions = {},
): Promise<Uint8Array> {
  const scorable = new Set((await rowsToScore(model, zoo, rows, options)).rows);
  return Uint8Array.from(rows, (row) => (scorable.has(row) ? 1 : 0));
}

/** All predictions of a zoo, to be stored beside the model. */
export async function storedPredictions(model: Model, zoo: Zoo): Promise<StoredPredictions> {
  const rows = Int32Array.from({ length: zoo.rows }, (_, row) => row);
  const part = await predictPart(model, zoo, rows);
  const orNull = (values: ArrayLike<number>) =>
    Array.from(values, (value) => (Number.isFinite(value) ? value : null));
  return {
    rows: Array.from(rows),
    predicted: orNull(part.predicted),
    low: orNull(part.low),
    high: orNull(part.high),
    flags: part.flags,
    heldOut: Array.from(await heldOutRows(model, zoo, rows)),
  };
}
