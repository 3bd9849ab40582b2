import { meanLoss } from "../mean-loss.js";
import type { Metric } from "../metric.js";

/** The mean quantile loss for the quantile `alpha`. */
export const quantileLoss: Metric = {
  name: "quantile",
  aliases: [],
  measure: meanLoss(
    ({ alpha }) =>
      (output, target) =>
        target < output ? (alpha - 1) * (target - output) : alpha * (target - output),
  ),
};
