import { weightedMean } from "../data/weighted-mean.js";
import { EPSILON } from "../growth/split-candidate.js";
import type { Objective } from "./objective.js";

/** The cross entropy of a target in [0, 1] and the logistic function of the score; predicts a probability. */
export const crossEntropy: Objective = {
  name: "cross_entropy",
  aliases: ["xentropy"],
  metrics: ["cross_entropy"],
  targetProblem: (target) =>
    target >= 0 && target <= 1 ? undefined : "is not in [0, 1], as cross_entropy needs",
  link({ kernels, address, rows }) {
    kernels.logisticOfScores(address, rows, 1);
  },
  prepare: ({ targets, weights }, _settings, { kernels }) => ({
    hasUnitHessian: false,
    initialScore() {
      const share = Math.max(EPSILON, Math.min(1 - EPSILON, weightedMean(targets, weights)));
      return kernels.log(share / (1 - share));
    },
    gradients({ rows, addresses }) {
      kernels.crossEntropyGradients(
        addresses.scores,
        addresses.targets,
        addresses.weights,
        addresses.pairs,
        rows,
      );
    },
  }),
};
