import { UsageError } from "@weightcast/core";
import type { Label } from "./label.js";

/**
 * What each row of a class counts in the loss: `"balanced"`, so that all classes count the same (rows / (classes * rows of the class), as in
 * scikit-learn), or a weight for each label, 1 for labels that are not named: a map, or an object whose keys are the labels as texts.
 */
export type ClassWeights<Class extends Label = Label> =
  | "balanced"
  | ReadonlyMap<Class, number>
  | Readonly<Record<string, number>>;

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
  const weights = weightsByLabel(given, labels);
  for (const [label, weight] of weights) {
    if (!(weight >= 0 && weight < Number.POSITIVE_INFINITY)) {
      throw new UsageError(
        `the class weight of ${String(label)} is ${weight}; weights are finite and not negative`,
      );
    }
  }
  return Float64Array.from(labels, (label) => weights.get(label) ?? 1);
}

/** The given weights by the labels themselves, each of which must occur. */
function weightsByLabel<Class extends Label>(
  given: ReadonlyMap<Class, number> | Readonly<Record<string, number>>,
  labels: readonly Class[],
): ReadonlyMap<Class, number> {
  if (typeof given !== "object" || given === null) {
    throw new UsageError(
      `classWeight is ${String(given)}; give "balanced", or a Map or an object of labels to weights`,
    );
  }
  const isMap = given instanceof Map;
  const entries: readonly [unknown, number][] = isMap ? Array.from(given) : Object.entries(given);
  return new Map(
    entries.map(([key, weight]) => {
      const label = labels.find((known) => (isMap ? known === key : String(known) === key));
      if (label !== undefined) return [label, weight];
      throw new UsageError(`classWeight names the label ${String(key)}, which does not occur in y`);
    }),
  );
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
