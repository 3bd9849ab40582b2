import type { Metric } from "../metric.js";
import { crossEntropyOf } from "./cross-entropy.js";

/** The mean cross entropy of a target in [0, 1] and 1 - exp(-w h) for the row's weight w and the predicted intensity h. */
export const crossEntropyLambdaLoss: Metric = {
  name: "cross_entropy_lambda",
  aliases: ["xentlambda"],
  measure({ outputs, targets, weights, rows, math }) {
    let sum = 0;
    for (let row = 0; row < rows; row++) {
      const weight = weights === undefined ? 1 : weights[row]!;
      sum += crossEntropyOf(1 - math.exp(-weight * outputs[row]!), targets[row]!, math);
    }
    return sum / rows;
  },
};
