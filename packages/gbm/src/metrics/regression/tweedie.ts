import { meanLoss } from "../mean-loss.js";
import type { Metric } from "../metric.js";

/** The smallest mean that counts; as in LightGBM, it replaces smaller ones so that a loss stays finite. */
const LEAST_RATE = Math.fround(1e-10);

/** The mean Tweedie loss. */
export const tweedieLoss: Metric = {
  name: "tweedie",
  aliases: [],
  measure: meanLoss(({ tweedie_variance_power: rho }, { math }) => (output, target) => {
    const log = math.log(Math.max(output, LEAST_RATE));
    return (-target * math.exp((1 - rho) * log)) / (1 - rho) + math.exp((2 - rho) * log) / (2 - rho);
  }),
};
