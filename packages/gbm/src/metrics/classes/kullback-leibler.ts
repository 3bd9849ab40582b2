import { meanLoss } from "../mean-loss.js";
import type { Metric } from "../metric.js";
import { crossEntropyOf } from "./cross-entropy.js";

/** Returns the entropy of a probability, which is 0 for the probabilities 0 and 1. */
function entropyOf(share: number, log: (value: number) => number): number {
  return -((share > 0 ? share * log(share) : 0) + (share < 1 ? (1 - share) * log(1 - share) : 0));
}

/** The mean Kullback-Leibler divergence of a target in [0, 1] and a probability. */
export const kullbackLeibler: Metric = {
  name: "kullback_leibler",
  aliases: ["kldiv"],
  measure: meanLoss(
    (_settings, { math }) =>
      (output, target) =>
        crossEntropyOf(output, target, math) - entropyOf(target, math.log),
  ),
};
