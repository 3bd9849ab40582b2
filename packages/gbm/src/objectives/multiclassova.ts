import { balanceClasses } from "./class-balance.js";
import { classProblem } from "./class-number.js";
import type { Objective } from "./objective.js";

/**
 * One logistic loss for each class 0 to `num_class` - 1 against all others; predicts a probability for each class, which need not sum
 * to 1.
 */
export const multiclassova: Objective = {
  name: "multiclassova",
  aliases: ["multiclass_ova", "ova", "ovr"],
  metrics: ["multi_logloss"],
  scoresPerRow: ({ num_class }) => num_class,
  fileSettings: ({ num_class, sigmoid }) => [`num_class:${num_class}`, `sigmoid:${sigmoid}`],
  targetProblem: classProblem,
  link({ kernels, address, rows, perRow }, { sigmoid }) {
    kernels.logisticOfScores(address, rows * perRow, sigmoid);
  },
  prepare(set, settings, { kernels }) {
    const classes = Array.from({ length: settings.num_class }, (_, k) =>
      balanceClasses(set, settings, kernels, (target) => target === k),
    );
    return {
      hasUnitHessian: false,
      initialScore: (k) => classes[k]!.initialScore,
      isTrained: (k) => classes[k]!.hasBoth,
      gradients({ rows, addresses }) {
        for (const [k, { negativeWeight, positiveWeight }] of classes.entries()) {
          kernels.binaryGradients(
            addresses.scores + 8 * rows * k,
            addresses.targets,
            addresses.weights,
            addresses.pairs + 8 * rows * k,
            rows,
            k,
            settings.sigmoid,
            negativeWeight,
            positiveWeight,
          );
        }
      },
    };
  },
};
