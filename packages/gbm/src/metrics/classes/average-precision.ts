import type { Metric } from "../metric.js";
import { tiedRows } from "./tied-rows.js";

/** The mean of the precision at each positive row, weighted by the rows. */
export const averagePrecision: Metric = {
  name: "average_precision",
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
      positiveSum += positive;
      sum += positive + negative;
      area += (positive * positiveSum) / sum;
    }
    return positiveSum > 0 && positiveSum !== sum ? area / positiveSum : 1;
  },
};
