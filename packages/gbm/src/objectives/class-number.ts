import type { ObjectiveSettings } from "./objective.js";

/** Says why a target is not a class of `multiclass` or `multiclassova`; undefined if it is one. */
export function classProblem(target: number, { num_class }: ObjectiveSettings): string | undefined {
  if (Number.isInteger(target) && target >= 0 && target < num_class) return undefined;
  return `is no class: classes are the whole numbers from 0 to ${num_class - 1}, since num_class is ${num_class}`;
}
