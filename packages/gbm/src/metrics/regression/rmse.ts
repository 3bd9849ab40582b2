import type { Metric } from "../metric.js";
import { l2 } from "./l2.js";

/** The square root of the mean squared error. */
export const rmse: Metric = {
  name: "rmse",
  aliases: ["root_mean_squared_error", "l2_root"],
  measure: (set, settings, places) => Math.sqrt(l2.measure(set, settings, places)),
};
