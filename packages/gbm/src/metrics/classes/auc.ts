import type { Metric } from "../metric.js";
import { tiedWeights } from "./tied-weights.js";

/** The area under the curve of true against false positives, by weight: 1 where every positive row scores above every other. */
export const auc: Metric = {
  name: "auc",
  aliases: [],
  higherIsBetter: true,
  measure(rows) {
    let positiveSum = 0;
    let sum = 0;
    let area = 0;
    for (const { positive, negative } of tiedWeights(rows)) {
      // The area of a trapezoid, so that rows of the same score count half.
      area += negative * (positive / 2 + positiveSum);
      positiveSum += positive;
      sum += positive + negative;
    }
    return positiveSum > 0 && positiveSum !== sum ? area / (positiveSum * (sum - positiveSum)) : 1;
  },
};
