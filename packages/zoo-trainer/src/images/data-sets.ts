import { UsageError } from "@weightcast/core";
import { CIFAR10 } from "./cifar10.js";
import type { DataSet } from "./data-set.js";
import { FASHION_MNIST } from "./fashion-mnist.js";
import { MNIST } from "./mnist.js";
import { SVHN_CROPPED } from "./svhn-cropped.js";

const registered = new Map<string, DataSet>(
  [FASHION_MNIST, MNIST, CIFAR10, SVHN_CROPPED].map((dataSet) => [dataSet.name, dataSet]),
);

/** The data sets that are known by name. */
export const DATA_SETS: ReadonlyMap<string, DataSet> = registered;

/**
 * Adds a data set to DATA_SETS, so that `loadImages` knows its name.
 *
 * @throws UsageError where its name is taken or not in snake case
 */
export function registerDataSet(dataSet: DataSet): void {
  const { name } = dataSet;
  if (!/^[a-z][a-z0-9_]*$/.test(name)) {
    throw new UsageError(`the data set '${name}' cannot be added: its name is not in snake case`);
  }
  if (registered.has(name)) throw new UsageError(`the data set ${name} cannot be added: it is there already`);
  registered.set(name, dataSet);
}

/** Finds the data set with a name, in which `-` may replace `_`; undefined if there is none. */
export function findDataSet(name: string): DataSet | undefined {
  return DATA_SETS.get(name.replaceAll("-", "_"));
}
