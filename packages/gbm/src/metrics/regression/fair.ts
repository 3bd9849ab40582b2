import { meanLoss } from "../mean-loss.js";
import type { Metric } from "../metric.js";

/** The mean fair loss with the constant `fair_c`. */
export const fairLoss: Metric = {
  name: "fair",
  aliases: [],
  measure: meanLoss(({ fair_c: c }, { math }) => (output, target) => {
    const size = Math.abs(output - target);
    return c * size - c * c * math.log1p(size / c);
  }),
};
