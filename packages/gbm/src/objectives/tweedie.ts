import { checkMean, exponentialLink, logOfMean, negativeProblem } from "./log-link.js";
import type { Objective } from "./objective.js";

/** The Tweedie loss, for sizes of which many are 0; predicts the mean. */
export const tweedie: Objective = {
  name: "tweedie",
  aliases: [],
  metrics: ["tweedie"],
  targetProblem: negativeProblem,
  link: exponentialLink,
  prepare(set, settings, { kernels }) {
    checkMean(set);
    return {
      hasUnitHessian: false,
      initialScore: () => logOfMean(set, kernels),
      gradients({ rows, addresses }) {
        kernels.tweedieGradients(
          addresses.scores,
          addresses.targets,
          addresses.weights,
          addresses.pairs,
          rows,
          settings.tweedie_variance_power,
        );
      },
    };
  },
};
