import { balanceClasses } from "./class-balance.js";
import type { Objective } from "./objective.js";

/** Targets above 0 belong to the positive class. */
const ABOVE_ZERO = -1;

/** The logistic loss of two classes; a target above 0 is of the positive class, whose probability is predicted. */
export const binary: Objective = {
  name: "binary",
  aliases: [],
  metrics: ["binary_logloss"],
  fileSettings: ({ sigmoid }) => [`sigmoid:${sigmoid}`],
  link({ kernels, address, rows }, { sigmoid }) {
    kernels.logisticOfScores(address, rows, sigmoid);
  },
  prepare(set, settings, { kernels }) {
    const balance = balanceClasses(set, settings, kernels, (target) => target > 0);
    return {
      hasUnitHessian: false,
      initialScore: () => balance.initialScore,
      isTrained: () => balance.hasBoth,
      gradients({ rows, addresses }) {
        kernels.binaryGradients(
          addresses.scores,
          addresses.targets,
          addresses.weights,
          addresses.pairs,
          rows,
          ABOVE_ZERO,
          settings.sigmoid,
          balance.negativeWeight,
          balance.positiveWeight,
        );
      },
    };
  },
};
