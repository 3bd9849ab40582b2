import { EPSILON } from "../growth/split-candidate.js";
import { classProblem } from "./class-number.js";
import type { Objective } from "./objective.js";

/** The cross entropy of classes 0 to `num_class` - 1 and the softmax of a row's scores; predicts a probability for each class. */
export const multiclass: Objective = {
  name: "multiclass",
  aliases: ["softmax"],
  metrics: ["multi_logloss"],
  scoresPerRow: ({ num_class }) => num_class,
  fileSettings: ({ num_class }) => [`num_class:${num_class}`],
  targetProblem: classProblem,
  link({ kernels, address, rows, perRow }) {
    kernels.softmaxOfScores(address, rows, perRow);
  },
  prepare({ targets, weights }, { num_class }, memory) {
    const { kernels } = memory;
    const shares = new Float64Array(num_class);
    let total = 0;
    for (const [row, target] of targets.entries()) {
      const weight = weights === undefined ? 1 : weights[row]!;
      shares[target]! += weight;
      total += weight;
    }
    for (const [k, sum] of shares.entries()) shares[k] = sum / total;
    const softmax = memory.allocate(8 * num_class);
    return {
      hasUnitHessian: false,
      initialScore: (k) => kernels.log(Math.max(EPSILON, shares[k]!)),
      isTrained: (k) => shares[k]! > EPSILON && shares[k]! < 1 - EPSILON,
      gradients({ rows, addresses }) {
        kernels.softmaxGradients(
          addresses.scores,
          addresses.targets,
          addresses.weights,
          addresses.pairs,
          rows,
          num_class,
          softmax,
        );
      },
    };
  },
};
