import { checkMean, exponentialLink, logOfMean, negativeProblem } from "./log-link.js";
import type { Objective } from "./objective.js";

/** The Poisson loss of a count; predicts the mean count. */
export const poisson: Objective = {
  name: "poisson",
  aliases: [],
  metrics: ["poisson"],
  targetProblem: negativeProblem,
  link: exponentialLink,
  prepare(set, settings, { kernels }) {
    checkMean(set);
    const factor = kernels.exp(settings.poisson_max_delta_step);
    return {
      hasUnitHessian: false,
      initialScore: () => logOfMean(set, kernels),
      gradients({ rows, addresses }) {
        kernels.poissonGradients(
          addresses.scores,
          addresses.targets,
          addresses.weights,
          addresses.pairs,
          rows,
          factor,
        );
      },
    };
  },
};
