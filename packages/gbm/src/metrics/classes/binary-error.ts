import { meanLoss } from "../mean-loss.js";
import type { Metric } from "../metric.js";

/** The share of rows that are assigned to the wrong class. */
export const binaryError: Metric = {
  name: "binary_error",
  aliases: [],
  measure: meanLoss(() => (output, target) => (output > 0.5 === target > 0 ? 0 : 1)),
};
