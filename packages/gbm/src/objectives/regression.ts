import { weightedMean } from "../data/weighted-mean.js";
import type { Objective } from "./objective.js";

/** Half the squared error; predicts the mean, with `reg_sqrt` the square of the mean of the targets' square roots. */
export const regression: Objective = {
  name: "regression",
  aliases: ["regression_l2", "l2", "mean_squared_error", "mse", "l2_root", "root_mean_squared_error", "rmse"],
  metrics: ["l2"],
  fileSettings: ({ reg_sqrt }) => (reg_sqrt ? ["sqrt"] : []),
  link({ values }, { reg_sqrt }) {
    if (!reg_sqrt) return;
    for (const [i, score] of values.entries()) values[i] = Math.sign(score) * score * score;
  },
  trainedTarget: (target, { reg_sqrt }) =>
    reg_sqrt ? Math.sign(target) * Math.sqrt(Math.abs(target)) : target,
  prepare: ({ targets, weights }) => ({
    hasUnitHessian: weights === undefined,
    initialScore: () => weightedMean(targets, weights),
    gradients({ scores, rows, addresses }) {
      scores.kernels.squaredErrorGradients(
        addresses.scores,
        addresses.targets,
        addresses.weights,
        addresses.pairs,
        rows,
      );
    },
  }),
};
