import { UsageError } from "@weightcast/core";
import { percentile, weightedPercentile } from "../data/percentile.js";
import type { BoostingMemory } from "../growth/boosting-memory.js";
import { EPSILON } from "../growth/split-candidate.js";
import type { ResolvedParameters } from "../parameters.js";

/** Where a data set's numbers are, all [rows]. */
export interface RowArrays {
  /** f64 */
  readonly scores: number;
  /** f32 */
  readonly targets: number;
  /** f32; 0 where every weight is 1. */
  readonly weights: number;
}

/** What boosting minimises. */
export interface Objective {
  /** Its name in model files. */
  readonly name: ObjectiveName;
  /** Of a target that it cannot take: why not. */
  targetProblem?(target: number): string | undefined;
  /** The constant score that boosting starts from. */
  initialScore(targets: Float32Array, weights: Float32Array | undefined): number;
  /** Writes the loss's first and second derivative at each row's score, pairs of f32 as in LightGBM. */
  computeGradients(memory: BoostingMemory, arrays: RowArrays, pairs: number, rows: number): void;
  /** Where what a leaf predicts is not a step along the gradient: what it is, of the targets less the scores of its rows. */
  leafOutput?(residuals: Float64Array, weights: Float32Array | undefined): number;
  /** Whether the logistic function of the score is predicted, not the score. */
  readonly isLogistic: boolean;
  /** Whether every row's second derivative is 1 where there are no weights. */
  readonly hasUnitHessian: boolean;
}

export type ObjectiveName = "regression" | "quantile" | "cross_entropy";

export function makeObjective({ objective, alpha }: ResolvedParameters, memory: BoostingMemory): Objective {
  switch (objective) {
    case "regression":
      return regression;
    case "quantile":
      return quantile(alpha);
    case "cross_entropy":
      return crossEntropy(memory);
    default:
      throw new UsageError(`unknown objective ${objective satisfies never}`);
  }
}

/** Half the squared error. */
const regression: Objective = {
  name: "regression",
  isLogistic: false,
  hasUnitHessian: true,
  initialScore: mean,
  computeGradients({ kernels }, { scores, targets, weights }, pairs, rows) {
    kernels.squaredErrorGradients(scores, targets, weights, pairs, rows);
  },
};

/** The quantile loss: of the residual r, alpha * r where r is positive, else (alpha - 1) * r. */
function quantile(alpha: number): Objective {
  const f32Alpha = Math.fround(alpha);
  return {
    name: "quantile",
    isLogistic: false,
    hasUnitHessian: true,
    initialScore(targets, weights) {
      return weights === undefined
        ? percentile(targets, f32Alpha)
        : weightedPercentile(targets, weights, f32Alpha);
    },
    computeGradients({ kernels }, { scores, targets, weights }, pairs, rows) {
      kernels.quantileGradients(scores, targets, weights, pairs, rows, f32Alpha);
    },
    leafOutput(residuals, weights) {
      return weights === undefined
        ? percentile(residuals, f32Alpha)
        : weightedPercentile(residuals, weights, f32Alpha);
    },
  };
}

/** Of a target in [0, 1] and the logistic function of the score. */
function crossEntropy({ kernels }: BoostingMemory): Objective {
  return {
    name: "cross_entropy",
    isLogistic: true,
    hasUnitHessian: false,
    targetProblem(target) {
      return target >= 0 && target <= 1 ? undefined : "is not in [0, 1], as cross_entropy needs";
    },
    initialScore(targets, weights) {
      const share = Math.max(EPSILON, Math.min(1 - EPSILON, mean(targets, weights)));
      return kernels.log(share / (1 - share));
    },
    computeGradients(memory, { scores, targets, weights }, pairs, rows) {
      memory.kernels.crossEntropyGradients(scores, targets, weights, pairs, rows);
    },
  };
}

function mean(targets: Float32Array, weights: Float32Array | undefined): number {
  let sum = 0;
  let total = 0;
  for (let i = 0; i < targets.length; i++) {
    const weight = weights === undefined ? 1 : weights[i]!;
    sum += targets[i]! * weight;
    total += weight;
  }
  return sum / total;
}
