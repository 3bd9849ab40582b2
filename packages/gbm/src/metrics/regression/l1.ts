import { meanLoss } from "../mean-loss.js";
import type { Metric } from "../metric.js";

/** The mean absolute error. */
export const l1: Metric = {
  name: "l1",
  aliases: ["mean_absolute_error", "mae", "regression_l1"],
  measure: meanLoss(() => (output, target) => Math.abs(output - target)),
};
