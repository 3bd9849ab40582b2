import { percentileByWeight } from "../data/percentile.js";
import type { Objective } from "./objective.js";

/** The absolute error; predicts the median. */
export const regressionL1: Objective = {
  name: "regression_l1",
  aliases: ["l1", "mean_absolute_error", "mae"],
  metrics: ["l1"],
  prepare: ({ targets, weights }) => ({
    hasUnitHessian: weights === undefined,
    initialScore: () => percentileByWeight(targets, weights, 0.5),
    gradients({ scores, rows, addresses }) {
      scores.kernels.absoluteErrorGradients(
        addresses.scores,
        addresses.targets,
        addresses.weights,
        addresses.weights,
        addresses.pairs,
        rows,
      );
    },
    leafOutput: (residuals, rows) =>
      percentileByWeight(residuals, weights && Float32Array.from(rows, (row) => weights[row]!), 0.5),
  }),
};
