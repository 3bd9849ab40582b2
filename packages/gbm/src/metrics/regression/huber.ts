import { meanLoss } from "../mean-loss.js";
import type { Metric } from "../metric.js";

/** The mean of half the squared error up to an error of `alpha`, and of a straight line beyond. */
export const huberLoss: Metric = {
  name: "huber",
  aliases: [],
  measure: meanLoss(({ alpha }) => (output, target) => {
    const size = Math.abs(output - target);
    return size <= alpha ? 0.5 * size * size : alpha * (size - 0.5 * alpha);
  }),
};
