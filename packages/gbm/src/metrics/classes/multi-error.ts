import { meanRowLoss } from "../mean-loss.js";
import type { Metric } from "../metric.js";

/** The share of rows where another class is at least as probable as theirs. */
export const multiError: Metric = {
  name: "multi_error",
  aliases: [],
  measure: meanRowLoss((_settings, { outputs, rows, targets, scoresPerRow }) => (row) => {
    const own = outputs[targets[row]! * rows + row]!;
    for (let k = 0; k < scoresPerRow; k++) {
      if (k !== targets[row] && outputs[k * rows + row]! >= own) return 1;
    }
    return 0;
  }),
};
