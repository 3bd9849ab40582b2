import { UsageError } from "@weightcast/core";
import type { Label } from "./label.js";

/**
 * What each row of a class counts in the loss: `"balanced"`, so that all classes count the same (rows / (classes * rows of the class), as in
 * scikit-learn), or a weight for each label, 1 for labels that are not named.
 */
export type ClassWeights<Class extends Label = Label> = "balanced" | ReadonlyMap<Class, number>;

/**
 * The weight of each class; undefined where none is given.
 *
 * @param labels the labels of the classes
 * @param numbers [rows] the number of each row's class
 * @throws UsageError where a label does not occur or a weight is negative or not finite
 */
export function classWeightsOf<Class extends Label>(
  given: ClassWeights<Class> | undefined,
  labels: readonly Class[],
  numbers: Float64Array,
): Float64Array | undefined {
  if (given === undefined) return undefined;
  if (given === "balanced") {
    const counts = new Float64Array(labels.length);
    for (const number of numbers) counts[number]! += 1;
    return counts.map((count) => numbers.length / (labels.length * count));
  }
  if (!(given instanceof Map)) {
    throw new UsageError(`classWeight is ${String(given)}; give "balanced" or a Map of labels to weights`);
  }
  for (const [label, weight] of given) {
    if (!labels.includes(label)) {
      throw new UsageError(`classWeight names the label ${String(label)}, which does not occur in y`);
    }
    if (!(weight >= 0 && weight < Number.POSITIVE_INFINITY)) {
      throw new UsageError(
        `the class weight of ${String(label)} is ${weight}; weights are finite and not negative`,
      );
    }
  }
  return Float64Array.from(labels, (label) => given.get(label) ?? 1);
}

/** Multiplies the weight of each row, 1 if not given, by that of its class. */
export function weightRows(
  numbers: Float64Array,
  classWeights: Float64Array,
  weights: ArrayLike<number> | undefined,
): Float64Array {
  if (weights === undefined) return numbers.map((number) => classWeights[number]!);
  return Float64Array.from(weights, (weight, row) => weight * classWeights[numbers[row]!]!);
}
