import { type Matrix, matrixRow, UsageError } from "@weightcast/core";
import type { ExplainedColumn, Explanations, FittedPredictor } from "../predictors/predictor.js";

/** The contribution of one feature to a prediction. */
export interface FeatureContribution {
  /** The name of the feature, such as `conv2d_1/kernel:q25`; of a category, such as `w_init`. */
  readonly feature: string;
  /** The value of the feature, or the word of a category; null where it is missing. */
  readonly value: number | string | null;
  /** The least and the greatest value among the networks of training; null for a category, and for a feature without use. */
  readonly range: readonly [least: number, most: number] | null;
  /** The amount that the feature adds to the mean prediction, on the scale on which the predictor learns. */
  readonly contribution: number;
}

/**
 * The features that move each prediction most, the largest contribution first.
 *
 * @param x the features as the predictor takes them: [rows, columns]
 * @param count the largest number of features of a row
 * @returns a list for each row
 * @throws UsageError where the predictor cannot explain its predictions
 */
export async function explainPredictions(
  name: string,
  predictor: FittedPredictor,
  x: Matrix,
  count: number,
): Promise<FeatureContribution[][]> {
  if (predictor.explain === undefined) {
    throw new UsageError(`the predictor ${name} does not explain its predictions; gbm does`);
  }
  const explanations = await predictor.explain(x);
  return Array.from({ length: x.rows }, (_, row) => largestOf(explanations, row, count));
}

function largestOf(
  { columns, values, contributions }: Explanations,
  row: number,
  count: number,
): FeatureContribution[] {
  const [valuesOfRow, contributionsOfRow] = [matrixRow(values, row), matrixRow(contributions, row)];
  const features = columns.map((column, i) => ({
    feature: column.name,
    value: shownValue(column, valuesOfRow[i] ?? Number.NaN),
    range: column.range,
    contribution: contributionsOfRow[i] ?? 0,
  }));
  return features
    .filter(({ contribution }) => contribution !== 0)
    .sort((a, b) => Math.abs(b.contribution) - Math.abs(a.contribution))
    .slice(0, count);
}

function shownValue({ words }: ExplainedColumn, value: number): number | string | null {
  if (Number.isNaN(value)) return null;
  return words?.[value] ?? value;
}
