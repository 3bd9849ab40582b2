import type { ObjectiveSettings } from "../objectives/objective.js";
import type { MeasuredRows, Metric } from "./metric.js";

/** The loss of one row, from its prediction and its target. */
export type LossOfOutput = (output: number, target: number) => number;

/**
 * The mean of a loss over rows with one score each, by weight. Sums are f64.
 *
 * @param lossOf the loss, given the settings and the rows that it is measured on
 */
export function meanLoss(
  lossOf: (settings: ObjectiveSettings, set: MeasuredRows) => LossOfOutput,
): Metric["measure"] {
  return meanRowLoss((settings, set) => {
    const { outputs, targets } = set;
    const loss = lossOf(settings, set);
    return (row) => loss(outputs[row]!, targets[row]!);
  });
}

/**
 * The mean of a loss over rows, by weight. Sums are f64.
 *
 * @param lossOf the loss of a row by its number, given the settings and the rows that it is measured on
 */
export function meanRowLoss(
  lossOf: (settings: ObjectiveSettings, set: MeasuredRows) => (row: number) => number,
): Metric["measure"] {
  return (set, settings) => {
    const { rows, weights } = set;
    const loss = lossOf(settings, set);
    let sum = 0;
    let total = 0;
    for (let row = 0; row < rows; row++) {
      const weight = weights === undefined ? 1 : weights[row]!;
      sum += loss(row) * weight;
      total += weight;
    }
    return sum / total;
  };
}
