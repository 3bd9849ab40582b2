import { meanLoss } from "../mean-loss.js";
import type { Metric } from "../metric.js";

/** The smallest rate that counts; as in LightGBM, it replaces smaller ones so that a loss stays finite. */
const LEAST_RATE = Math.fround(1e-10);

/** The mean Poisson loss, without the part that depends on the target alone. */
export const poissonLoss: Metric = {
  name: "poisson",
  aliases: [],
  measure: meanLoss((_settings, { math }) => (output, target) => {
    const rate = Math.max(output, LEAST_RATE);
    return rate - target * math.log(rate);
  }),
};
