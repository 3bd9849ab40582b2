import { meanLoss } from "../mean-loss.js";
import type { MeasuredRows, Metric } from "../metric.js";

/**
 * The smallest probability that counts; as in LightGBM, it replaces smaller ones so that a loss stays finite.
 */
const LEAST_PROBABILITY = 1e-12;

/** The cross entropy of a target in [0, 1] and a probability. */
export function crossEntropyOf(share: number, target: number, math: MeasuredRows["math"]): number {
  return -(
    target * math.log(Math.max(share, LEAST_PROBABILITY)) +
    Math.fround(1 - target) * math.log(Math.max(1 - share, LEAST_PROBABILITY))
  );
}

/** The mean cross entropy of a target in [0, 1] and a probability. */
export const crossEntropyLoss: Metric = {
  name: "cross_entropy",
  aliases: ["xentropy"],
  measure: meanLoss(
    (_settings, { math }) =>
      (output, target) =>
        crossEntropyOf(output, target, math),
  ),
};
