import { meanLoss } from "../mean-loss.js";
import type { Metric } from "../metric.js";

/** The mean gamma loss. */
export const gammaLoss: Metric = {
  name: "gamma",
  aliases: [],
  measure: meanLoss((_settings, { math }) => (output, target) => {
    const theta = -1 / output;
    return -(target * theta + math.log(-theta));
  }),
};
