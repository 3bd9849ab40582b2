import { percentileByWeight } from "../data/percentile.js";
import type { Objective } from "./objective.js";

/** The quantile loss: of the residual r, alpha * r where r is positive, else (alpha - 1) * r; predicts the quantile `alpha`. */
export const quantile: Objective = {
  name: "quantile",
  aliases: [],
  metrics: ["quantile"],
  prepare({ targets, weights }, settings) {
    const alpha = Math.fround(settings.alpha);
    return {
      hasUnitHessian: weights === undefined,
      initialScore: () => percentileByWeight(targets, weights, alpha),
      gradients({ scores, rows, addresses }) {
        scores.kernels.quantileGradients(
          addresses.scores,
          addresses.targets,
          addresses.weights,
          addresses.pairs,
          rows,
          alpha,
        );
      },
      leafOutput: (residuals, rows) =>
        percentileByWeight(residuals, weights && Float32Array.from(rows, (row) => weights[row]!), alpha),
    };
  },
};
