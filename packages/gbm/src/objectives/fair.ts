import { weightedMean } from "../data/weighted-mean.js";
import type { Objective } from "./objective.js";

/** The fair loss with the constant `fair_c`, which counts large errors less than the absolute error does. */
export const fair: Objective = {
  name: "fair",
  aliases: [],
  metrics: ["fair"],
  prepare: ({ targets, weights }, { fair_c }) => ({
    hasUnitHessian: false,
    initialScore: () => weightedMean(targets, weights),
    gradients({ scores, rows, addresses }) {
      scores.kernels.fairGradients(
        addresses.scores,
        addresses.targets,
        addresses.weights,
        addresses.pairs,
        rows,
        fair_c,
      );
    },
  }),
};
