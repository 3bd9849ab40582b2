import type { ObjectiveSettings } from "../objectives/objective.js";
import type { MeasuredRows } from "./metric.js";

/** The loss of one row's prediction, given its target. */
export type RowLoss = (output: number, target: number) => number;

/**
 * The mean of a loss over rows, by weight. Sums are f64.
 *
 * @param lossOf the loss, given the settings and the rows that it is measured on
 */
export function meanLoss(
  lossOf: (settings: ObjectiveSettings, set: MeasuredRows) => RowLoss,
): (set: MeasuredRows, settings: ObjectiveSettings) => number {
  return (set, settings) => {
    const { rows, outputs, targets, weights } = set;
    const loss = lossOf(settings, set);
    let sum = 0;
    let total = 0;
    for (let row = 0; row < rows; row++) {
      const weight = weights === undefined ? 1 : weights[row]!;
      sum += loss(outputs[row]!, targets[row]!) * weight;
      total += weight;
    }
    return sum / total;
  };
}
