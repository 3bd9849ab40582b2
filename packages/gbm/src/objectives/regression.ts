import { weightedMean } from "../data/weighted-mean.js";
import type { Objective } from "./objective.js";

/** Half the squared error of the score; predicts the mean. */
export const regression: Objective = {
  name: "regression",
  aliases: ["regression_l2", "l2", "mean_squared_error", "mse", "l2_root", "root_mean_squared_error", "rmse"],
  metrics: ["l2"],
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
