import { meanRowLoss } from "../mean-loss.js";
import type { Metric } from "../metric.js";

/** The share of rows whose class is not among the `multi_error_top_k` most probable ones; equally probable ones come before it. */
export const multiError: Metric = {
  name: "multi_error",
  aliases: [],
  nameOf: ({ multi_error_top_k: top }) => (top === 1 ? "multi_error" : `multi_error@${top}`),
  measure: meanRowLoss(({ multi_error_top_k: top }, { outputs, rows, targets, scoresPerRow }) => (row) => {
    const own = outputs[targets[row]! * rows + row]!;
    let before = 0;
    for (let k = 0; k < scoresPerRow; k++) {
      if (outputs[k * rows + row]! >= own) before++;
    }
    return before > top ? 1 : 0;
  }),
};
