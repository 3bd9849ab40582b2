import { meanLoss } from "../mean-loss.js";
import type { Metric } from "../metric.js";

/** The mean absolute error divided by the target's size, where that is above 1. */
export const mapeLoss: Metric = {
  name: "mape",
  aliases: ["mean_absolute_percentage_error"],
  measure: meanLoss(() => (output, target) => Math.abs(target - output) / Math.max(1, Math.abs(target))),
};
