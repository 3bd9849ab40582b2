import { EPSILON } from "../../growth/split-candidate.js";
import { meanLoss } from "../mean-loss.js";
import type { Metric } from "../metric.js";

/** The mean logarithmic loss of the probability of the class that a row has. */
export const binaryLogloss: Metric = {
  name: "binary_logloss",
  aliases: ["binary"],
  measure: meanLoss((_settings, { math }) => (output, target) => {
    const share = target > 0 ? output : 1 - output;
    return -math.log(Math.max(share, EPSILON));
  }),
};
