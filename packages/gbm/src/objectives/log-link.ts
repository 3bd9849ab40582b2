import { InputError } from "@weightcast/core";
import { weightedMean } from "../data/weighted-mean.js";
import type { Kernels } from "../kernels/kernel-exports.js";
import type { TrainingTargets } from "./objective.js";
import type { ScoreTable } from "./score-table.js";

/** The link of objectives whose score is the logarithm of what they predict. */
export function exponentialLink({ kernels, address, rows, perRow }: ScoreTable): void {
  kernels.exponentialOfScores(address, rows * perRow);
}

/** Returns the logarithm of the mean target, from which boosting starts; minus infinity if the mean is 0. */
export function logOfMean({ targets, weights }: TrainingTargets, kernels: Kernels): number {
  return kernels.log(weightedMean(targets, weights));
}

/**
 * Checks that there is a mean whose logarithm exists.
 *
 * @throws InputError where all targets are 0
 */
export function checkMean({ targets }: TrainingTargets): void {
  if (targets.some((target) => target > 0)) return;
  throw new InputError("the targets are all 0, and so is their mean, which has no logarithm");
}

/** Says why a target cannot be a count or a rate; undefined if it can. */
export function negativeProblem(target: number): string | undefined {
  return target >= 0 ? undefined : "is negative";
}
