import type { Metric } from "../metric.js";
import { tiedRows } from "./tied-rows.js";

/** The area under the curve of true against false positives, by weight: 1 where every positive row scores above every other. */
export const auc: Metric = {
  name: "auc",
  aliases: [],
  higherIsBetter: true,
  measure({ scores, targets, weights }) {
    let positiveSum = 0;
    let sum = 0;
    let area = 0;
    for (const tied of tiedRows(scores)) {
      let positive = 0;
      let negative = 0;
      for (const row of tied) {
        const weight = weights === undefined ? 1 : weights[row]!;
        if (targets[row]! > 0) positive += weight;
        else negative += weight;
      }
      // The area of a trapezoid, so that rows of the same score count half.
      area += negative * (positive / 2 + positiveSum);
      positiveSum += positive;
      sum += positive + negative;
    }
    return positiveSum > 0 && positiveSum !== sum ? area / (positiveSum * (sum - positiveSum)) : 1;
  },
};
