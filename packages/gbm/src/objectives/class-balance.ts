import { UsageError } from "@weightcast/core";
import { EPSILON } from "../growth/split-candidate.js";
import type { Kernels } from "../kernels/kernel-exports.js";
import type { ObjectiveSettings, TrainingTargets } from "./objective.js";

/** Two classes: the weight of a row of each class, and the score that boosting starts from. */
export interface ClassBalance {
  readonly negativeWeight: number;
  readonly positiveWeight: number;
  /** Whether there are rows of both classes; if not, there is nothing to train. */
  readonly hasBoth: boolean;
  readonly initialScore: number;
}

/**
 * Counts two classes, and weighs them as the settings say (LightGBM's BinaryLogloss).
 *
 * @param isPositive whether a target is of the positive class
 * @throws UsageError where both `is_unbalance` and `scale_pos_weight` are set
 */
export function balanceClasses(
  { targets, weights }: TrainingTargets,
  { is_unbalance, scale_pos_weight, sigmoid }: ObjectiveSettings,
  kernels: Kernels,
  isPositive: (target: number) => boolean,
): ClassBalance {
  if (is_unbalance && scale_pos_weight !== 1) {
    throw new UsageError("is_unbalance and scale_pos_weight exclude each other; give one");
  }
  let positive = 0;
  let positiveSum = 0;
  let sum = 0;
  for (const [row, target] of targets.entries()) {
    const weight = weights === undefined ? 1 : weights[row]!;
    sum += weight;
    if (!isPositive(target)) continue;
    positive++;
    positiveSum += weight;
  }
  const negative = targets.length - positive;
  const hasBoth = positive > 0 && negative > 0;
  const isBalanced = is_unbalance && hasBoth;
  const share = Math.max(EPSILON, Math.min(1 - EPSILON, positiveSum / sum));
  return {
    negativeWeight: isBalanced && positive > negative ? positive / negative : 1,
    positiveWeight: (isBalanced && positive <= negative ? negative / positive : 1) * scale_pos_weight,
    hasBoth,
    initialScore: kernels.log(share / (1 - share)) / sigmoid,
  };
}
