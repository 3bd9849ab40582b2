import { checkMean, exponentialLink, logOfMean, negativeProblem } from "./log-link.js";
import type { Objective } from "./objective.js";

/** The gamma loss of a size that is not negative; predicts the mean. */
export const gamma: Objective = {
  name: "gamma",
  aliases: [],
  metrics: ["gamma"],
  targetProblem: negativeProblem,
  link: exponentialLink,
  prepare(set, _settings, { kernels }) {
    checkMean(set);
    return {
      hasUnitHessian: false,
      initialScore: () => logOfMean(set, kernels),
      gradients({ rows, addresses }) {
        kernels.gammaGradients(addresses.scores, addresses.targets, addresses.weights, addresses.pairs, rows);
      },
    };
  },
};
