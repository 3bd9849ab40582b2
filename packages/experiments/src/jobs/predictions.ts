import { InputError } from "@weightcast/core";
import type { Model } from "@weightcast/predictors";
import type { Zoo } from "@weightcast/zoo";

/** Rows of a zoo with their true values and a model's predictions. */
export interface Predictions {
  readonly rows: Int32Array;
  readonly truth: Float64Array;
  readonly predicted: Float64Array;
  /** The number of each row's run: [rows]. */
  readonly runs: Int32Array;
}

/**
 * Predicts rows of a zoo. Rows whose weights or target are not finite are left out.
 *
 * @throws InputError where no row is left, or a prediction is not finite
 */
export async function predictRows(model: Model, zoo: Zoo, rows: Int32Array): Promise<Predictions> {
  const targets = zoo.metrics.numbers(model.manifest.target.column);
  const { predicted, finite } = await model.predictZoo(zoo, rows);
  const kept = Int32Array.from(rows.keys()).filter(
    (i) => finite[i] === 1 && Number.isFinite(targets[rows[i]!]),
  );
  if (kept.length === 0)
    throw new InputError("no row has finite weights and a finite target", { file: zoo.name });
  const predictions = Float64Array.from(kept, (i) => predicted[i]!);
  const broken = predictions.find((value) => !Number.isFinite(value));
  if (broken !== undefined) {
    throw new InputError(`the fitted ${model.manifest.predictor} predicts ${broken}: its training diverged`);
  }
  const keptRows = Int32Array.from(kept, (i) => rows[i]!);
  return {
    rows: keptRows,
    truth: Float64Array.from(keptRows, (row) => targets[row]!),
    predicted: predictions,
    runs: Int32Array.from(keptRows, (row) => zoo.metrics.runOfRow[row]!),
  };
}
