import { meanLoss } from "../mean-loss.js";
import type { Metric } from "../metric.js";

const meanDeviance = meanLoss((_settings, { math }) => (output, target) => {
  const ratio = target / (output + 1e-9);
  return ratio - math.log(ratio) - 1;
});

/** The gamma deviance: twice the sum of the losses, by weight. */
export const gammaDeviance: Metric = {
  name: "gamma_deviance",
  aliases: [],
  measure(set, settings, places) {
    const { weights, rows } = set;
    const total = weights === undefined ? rows : weights.reduce((sum, weight) => sum + weight, 0);
    return 2 * total * meanDeviance(set, settings, places);
  },
};
