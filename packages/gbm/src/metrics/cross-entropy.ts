import { meanLoss } from "./mean-loss.js";
import type { Metric } from "./metric.js";

/** A smaller probability is taken for this one, as in LightGBM, so that a loss stays finite. */
const LEAST_PROBABILITY = 1e-12;

/** The mean cross entropy of a target in [0, 1] and a probability. */
export const crossEntropyLoss: Metric = {
  name: "cross_entropy",
  aliases: ["xentropy"],
  measure: meanLoss(
    (_settings, { math }) =>
      (output, target) =>
        -(
          target * math.log(Math.max(output, LEAST_PROBABILITY)) +
          Math.fround(1 - target) * math.log(Math.max(1 - output, LEAST_PROBABILITY))
        ),
  ),
};
