import { weightedMean } from "../data/weighted-mean.js";
import type { Objective } from "./objective.js";

/**
 * The cross entropy of a target in [0, 1] and 1 - exp(-w h), where w is the row's weight and h the intensity log(1 + exp(score));
 * predicts the intensity.
 */
export const crossEntropyLambda: Objective = {
  name: "cross_entropy_lambda",
  aliases: ["xentlambda"],
  metrics: ["cross_entropy_lambda"],
  targetProblem: (target) =>
    target >= 0 && target <= 1 ? undefined : "is not in [0, 1], as cross_entropy_lambda needs",
  link({ kernels, address, rows }) {
    kernels.intensityOfScores(address, rows);
  },
  prepare: ({ targets, weights }, _settings, { kernels }) => ({
    hasUnitHessian: false,
    initialScore: () => kernels.log(kernels.expm1(weightedMean(targets, weights))),
    gradients({ rows, addresses }) {
      kernels.crossEntropyLambdaGradients(
        addresses.scores,
        addresses.targets,
        addresses.weights,
        addresses.pairs,
        rows,
      );
    },
  }),
};
