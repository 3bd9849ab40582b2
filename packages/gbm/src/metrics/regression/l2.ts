import { meanLoss } from "../mean-loss.js";
import type { Metric } from "../metric.js";

/** The mean squared error. */
export const l2: Metric = {
  name: "l2",
  aliases: ["mean_squared_error", "mse", "regression_l2", "regression"],
  measure: meanLoss(() => (output, target) => (output - target) ** 2),
};
