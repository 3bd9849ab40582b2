import { EPSILON } from "../../growth/split-candidate.js";
import { meanRowLoss } from "../mean-loss.js";
import type { Metric } from "../metric.js";

/** The mean logarithmic loss of the probability of the class that a row has. */
export const multiLogloss: Metric = {
  name: "multi_logloss",
  aliases: ["multiclass", "softmax", "multiclassova", "multiclass_ova", "ova", "ovr"],
  measure: meanRowLoss((_settings, { outputs, rows, targets, math }) => (row) => {
    const share = outputs[targets[row]! * rows + row]!;
    return -math.log(Math.max(share, EPSILON));
  }),
};
