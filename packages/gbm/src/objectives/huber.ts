import { weightedMean } from "../data/weighted-mean.js";
import type { Objective } from "./objective.js";

/** Half the squared error up to an error of `alpha`, a straight line beyond; predicts something between mean and median. */
export const huber: Objective = {
  name: "huber",
  aliases: [],
  metrics: ["huber"],
  prepare: ({ targets, weights }, { alpha }) => ({
    hasUnitHessian: weights === undefined,
    initialScore: () => weightedMean(targets, weights),
    gradients({ scores, rows, addresses }) {
      scores.kernels.huberGradients(
        addresses.scores,
        addresses.targets,
        addresses.weights,
        addresses.pairs,
        rows,
        alpha,
      );
    },
  }),
};
