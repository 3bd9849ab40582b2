import { targetNamed } from "@weightcast/zoo";
import { type Axis, linearAxis, percentAxis } from "./drawing/axes.js";

/** Turns a target's name into words: `test_accuracy` becomes `test accuracy`. */
export function targetName(target: string): string {
  return target.replaceAll("_", " ");
}

/** An axis for values of a target, measured or predicted: accuracies are shares of one, others (losses) any numbers. */
export function targetAxis(target: string, prefix: string, values: readonly number[]): Axis {
  const label = `${prefix} ${targetName(target)}`;
  return targetNamed(target).range !== null ? percentAxis(label) : linearAxis(label, values);
}

/** Counts the values that lie beyond the target's axis, and are therefore drawn on its edge. */
export function countOffAxis(target: string, values: readonly number[]): number {
  return targetNamed(target).range !== null ? values.filter((value) => value < 0 || value > 1).length : 0;
}
