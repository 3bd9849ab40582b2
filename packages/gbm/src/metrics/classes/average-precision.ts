import type { Metric } from "../metric.js";
import { tiedWeights } from "./tied-weights.js";

/** The mean of the precision at each positive row, weighted by the rows. */
export const averagePrecision: Metric = {
  name: "average_precision",
  aliases: [],
  higherIsBetter: true,
  measure(rows) {
    let positiveSum = 0;
    let sum = 0;
    let area = 0;
    for (const { positive, negative } of tiedWeights(rows)) {
      positiveSum += positive;
      sum += positive + negative;
      area += (positive * positiveSum) / sum;
    }
    return positiveSum > 0 && positiveSum !== sum ? area / positiveSum : 1;
  },
};
