import { percentileByWeight } from "../data/percentile.js";
import type { Objective } from "./objective.js";

/** The absolute error divided by the target's size, where that is above 1. */
export const mape: Objective = {
  name: "mape",
  aliases: ["mean_absolute_percentage_error"],
  metrics: ["mape"],
  prepare({ targets, weights }, _settings, memory) {
    const factors = targets.map((target, row) => {
      const size = Math.max(1, Math.abs(target));
      return weights === undefined ? 1 / size : Math.fround(1 / size) * weights[row]!;
    });
    const address = memory.allocate(4 * factors.length);
    memory.f32(address, factors.length).set(factors);
    return {
      hasUnitHessian: weights === undefined,
      initialScore: () => percentileByWeight(targets, factors, 0.5),
      gradients({ scores, rows, addresses }) {
        scores.kernels.absoluteErrorGradients(
          addresses.scores,
          addresses.targets,
          address,
          addresses.weights,
          addresses.pairs,
          rows,
        );
      },
      leafOutput: (residuals, rows) =>
        percentileByWeight(
          residuals,
          Float32Array.from(rows, (row) => factors[row]!),
          0.5,
        ),
    };
  },
};
