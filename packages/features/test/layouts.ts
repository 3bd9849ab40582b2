import { matrix } from "@weightcast/core";
import { type Column, createLayout, type Layout, Metrics, type TensorEntry } from "@weightcast/zoo";
import { compileFeatures, type HyperparameterRows } from "../src/index.js";

/** A layout of tensors that lie one after another. */
export function layoutOf(tensors: readonly (readonly [name: string, shape: readonly number[]])[]): Layout {
  let end = 0;
  return createLayout(
    tensors.map(([name, shape]): TensorEntry => {
      const start = end;
      end += shape.reduce((product, side) => product * side, 1);
      return { name, shape, start, end };
    }),
  );
}

export const SMALL_CNN: Layout = layoutOf([
  ["sequential/conv2d/bias:0", [16]],
  ["sequential/conv2d/kernel:0", [3, 3, 1, 16]],
  ["sequential/conv2d_1/bias:0", [16]],
  ["sequential/conv2d_1/kernel:0", [3, 3, 16, 16]],
  ["sequential/conv2d_2/bias:0", [16]],
  ["sequential/conv2d_2/kernel:0", [3, 3, 16, 16]],
  ["sequential/dense/bias:0", [10]],
  ["sequential/dense/kernel:0", [16, 10]],
]);

/** The kernel before the bias, and a bias of one element. */
export const DENSE: Layout = layoutOf([
  ["hidden/kernel:0", [2, 3]],
  ["hidden/bias:0", [3]],
  ["out/kernel:0", [3, 1]],
  ["out/bias:0", [1]],
]);

/** The features of one row. */
export async function featuresOf(
  set: string,
  layout: Layout,
  row: Float32Array,
  hyperparameters?: HyperparameterRows,
): Promise<number[]> {
  const features = compileFeatures(set, layout);
  const out = matrix(new Float64Array(features.columns.length), 1, features.columns.length);
  await features.extract(matrix(row, 1, layout.parameters), out, { hyperparameters });
  return Array.from(out.data);
}

/** Two runs, of which the second is the one with tanh. */
export function twoRuns(changes: Record<string, readonly [string, string]> = {}): Metrics {
  const category = (name: string, usual: readonly [string, string]) => {
    const [first, second] = changes[name] ?? usual;
    // In the order of the table, as a reader finds them, which is not the vocabulary's.
    return { kind: "category", codes: Int32Array.of(1, 0), categories: [second, first] } as const;
  };
  const numbers = (...values: [number, number]) =>
    ({ kind: "number", values: Float64Array.from(values) }) as const;
  return new Metrics(
    new Map<string, Column>([
      ["checkpoint", { kind: "text", values: ["zoo/0/ckpt-3", "zoo/1/ckpt-3"] }],
      ["step", { kind: "integer", values: Int32Array.of(3, 3) }],
      ["test_accuracy", numbers(0.5, 0.75)],
      ["config.activation", category("activation", ["relu", "tanh"])],
      ["config.w_init", category("w_init", ["he_normal", "RandomNormal"])],
      ["config.optimizer", category("optimizer", ["sgd", "adam"])],
      ["config.dropout", numbers(0.1, Number.NaN)],
      ["config.init_std", numbers(0.2, 0.02)],
      ["config.l2reg", numbers(1e-4, 1e-5)],
      ["config.learning_rate", numbers(0.01, 0.001)],
      ["config.num_units", { kind: "integer", values: Int32Array.of(16, 32) }],
      ["config.train_fraction", numbers(1, 0.5)],
      ["config.momentum", numbers(0.9, 0.99)],
    ]),
    "metrics.csv",
  );
}
