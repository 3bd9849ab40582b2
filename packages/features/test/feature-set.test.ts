import { InputError, matrix, UsageError } from "@weightcast/core";
import { Metrics } from "@weightcast/zoo";
import { expect, test } from "vitest";
import { compileFeatures } from "../src/index.js";
import { DENSE, featuresOf, layoutOf, SMALL_CNN, twoRuns } from "./layouts.js";

const ramp = Float32Array.from({ length: DENSE.parameters }, (_, i) => i);

test("the published sets have the published widths", () => {
  const widths = {
    weights: 4970,
    "weights.0": 160,
    "weights.1": 2320,
    "weights.2": 2320,
    "weights.3": 170,
    "wstats-glob": 7,
    "wstats-layers:0,1,2,3-qts:0,25,50,75,100": 56,
    "wstats-layers:0,3-qts:0,25,50,75,100": 28,
    "wstats-layers:3-qts:0,25,50,75,100": 14,
    "wnorm-layers:0,1,2,3-l1": 8,
    "wnorm-layers:0,1,2,3-l2": 8,
    hyper: 12,
    "hyper.learning_rate": 1,
    "hyper+weights": 4982,
  };
  for (const [set, width] of Object.entries(widths)) {
    const { name, columns } = compileFeatures(set, SMALL_CNN);
    expect([name, columns.length]).toEqual([set, width]);
    expect(new Set(columns).size).toBe(width);
  }
});

test("columns say what they hold", () => {
  const columnsOf = (set: string) => compileFeatures(set, SMALL_CNN).columns;
  expect(columnsOf("weights").indexOf("conv2d_1/kernel[0,2,5,15]")).toBe(176 + 2 * 256 + 5 * 16 + 15);
  expect(columnsOf("weights.3").slice(8, 12)).toEqual([
    "dense/bias[8]",
    "dense/bias[9]",
    "dense/kernel[0,0]",
    "dense/kernel[0,1]",
  ]);
  expect(columnsOf("wstats-layers:1-qts:25,2.5")).toEqual([
    "conv2d_1/bias:q25",
    "conv2d_1/bias:q2.5",
    "conv2d_1/bias:std",
    "conv2d_1/bias:mean",
    "conv2d_1/kernel:q25",
    "conv2d_1/kernel:q2.5",
    "conv2d_1/kernel:std",
    "conv2d_1/kernel:mean",
  ]);
  expect(columnsOf("wnorm-layers:3,0-l1")).toEqual([
    "dense/bias:l1",
    "dense/kernel:l1",
    "conv2d/bias:l1",
    "conv2d/kernel:l1",
  ]);
  expect(columnsOf("wstats-glob+hyper.optimizer+hyper.num_units")).toEqual([
    "all:q0",
    "all:q25",
    "all:q50",
    "all:q75",
    "all:q100",
    "all:std",
    "all:mean",
    "optimizer=sgd",
    "optimizer=adam",
    "optimizer=rmsprop",
    "optimizer=momentum",
    "optimizer=nesterov",
    "num_units",
  ]);
});

test("tensors that share a layer and a role are told apart by their full names", () => {
  const layout = layoutOf([
    ["left/dense/kernel:0", [2]],
    ["right/dense/kernel:0", [1]],
    ["scale", []],
  ]);
  expect(compileFeatures("wnorm-layers:0,1-l2", layout).columns).toEqual([
    "left/dense/kernel:0:l2",
    "right/dense/kernel:0:l2",
    "scale/scale:l2",
  ]);
  expect(compileFeatures("weights", layout).columns.at(-1)).toBe("scale/scale[]");
});

test("raw weights come in the vector's order, those of a layer bias first", async () => {
  expect(await featuresOf("weights", DENSE, ramp)).toEqual(Array.from(ramp));
  expect(await featuresOf("weights.0", DENSE, ramp)).toEqual([6, 7, 8, 0, 1, 2, 3, 4, 5]);
  expect(compileFeatures("weights.0", DENSE).columns[3]).toBe("hidden/kernel[0,0]");
});

test("sets stand side by side in the order asked for", async () => {
  expect(await featuresOf("wnorm-layers:1-l1+wstats-layers:1-qts:50+weights.1", DENSE, ramp)).toEqual([
    ...[12, 30],
    ...[12, 0, 12],
    ...[10, Math.sqrt(2 / 3), 10],
    ...[12, 9, 10, 11],
  ]);
});

test("only raw weights are f32, only hyperparameters need metrics", () => {
  const traits = (set: string) => {
    const { elementType, needsHyperparameters } = compileFeatures(set, DENSE);
    return [elementType, needsHyperparameters];
  };
  expect(traits("weights")).toEqual(["f32", false]);
  expect(traits("weights.1+weights.0")).toEqual(["f32", false]);
  expect(traits("weights+wstats-glob")).toEqual(["f64", false]);
  expect(traits("hyper+weights")).toEqual(["f64", true]);
});

test("raw weights pass through a Float32Array unchanged", async () => {
  const row = ramp.map((value) => value / 3);
  const out = matrix(new Float32Array(row.length), 1, row.length);
  await compileFeatures("weights", DENSE).extract(matrix(row, 1, row.length), out);
  expect(out.data).toEqual(row);
});

test("what is not finite stays within its tensor", async () => {
  const row = ramp.slice();
  row[7] = Number.NaN;
  row[9] = Number.NEGATIVE_INFINITY;
  const found = await featuresOf(
    "wstats-layers:0,1-qts:0,100+wnorm-layers:0,1-l1+wnorm-layers:0,1-l2",
    DENSE,
    row,
  );
  expect(found).toEqual([
    ...[Number.NaN, Number.NaN, Number.NaN, Number.NaN],
    ...[0, 5, Math.sqrt(35 / 12), 2.5],
    ...[12, 12, 0, 12],
    ...[Number.NaN, 11, Number.NaN, Number.NEGATIVE_INFINITY],
    ...[Number.NaN, 15, 12, Number.POSITIVE_INFINITY],
    ...[Number.NaN, Math.sqrt(55), 12, Number.POSITIVE_INFINITY],
  ]);
});

test.each([
  ["weights+hyper+weights.1", "'weights' and 'weights.1' overlap: both have the column 'out/bias[0]'"],
  ["weights.0+weights", "'weights.0' and 'weights' overlap: both have the column 'hidden/kernel[0,0]'"],
  ["hyper.dropout+hyper", "'hyper.dropout' and 'hyper' overlap: both have the column 'dropout'"],
  ["wnorm-layers:0-l1+wnorm-layers:1,0-l1", "both have the column 'hidden/bias:l1'"],
])("%s names a column twice", (set, message) => {
  expect(() => compileFeatures(set, DENSE)).toThrow(UsageError);
  expect(() => compileFeatures(set, DENSE)).toThrow(message);
});

test.each(["weights.4", "wstats-layers:0,4-qts:50", "wnorm-layers:4-l2"])(
  "%s lies beyond the layout",
  (set) => {
    expect(() => compileFeatures(set, SMALL_CNN)).toThrow(UsageError);
    expect(() => compileFeatures(set, SMALL_CNN)).toThrow(
      "there is no layer 4: the layout has 4 layers, numbered from 0; the last is 3 (dense)",
    );
  },
);

test("shapes that do not fit are refused", async () => {
  const features = compileFeatures("wstats-glob", DENSE);
  const weights = matrix(ramp, 1, DENSE.parameters);
  const out = matrix(new Float64Array(14), 2, 7);
  await expect(features.extract(matrix(ramp, 1, 12), out)).rejects.toThrow(RangeError);
  await expect(features.extract(weights, out)).rejects.toThrow("out is 2 x 7, not 1 x 7");
  await expect(features.extract(weights, matrix(out.data, 1, 14))).rejects.toThrow(
    "out is 1 x 14, not 1 x 7",
  );
});

test("hyperparameters are those of the rows that are named", async () => {
  const hyperparameters = { metrics: twoRuns(), rows: [1] };
  expect(await featuresOf("hyper", DENSE, ramp, hyperparameters)).toEqual([
    ...[1, 0, 0, 0, 0],
    ...[0, 1],
    ...[0.001, 0.02, 1e-5, 0.5, Number.NaN],
  ]);
  expect(compileFeatures("hyper", DENSE).columns).toEqual([
    "w_init=RandomNormal",
    "w_init=TruncatedNormal",
    "w_init=orthogonal",
    "w_init=glorot_normal",
    "w_init=he_normal",
    "activation=relu",
    "activation=tanh",
    "learning_rate",
    "init_std",
    "l2reg",
    "train_fraction",
    "dropout",
  ]);
  expect(await featuresOf("hyper.optimizer+hyper.num_units", DENSE, ramp, hyperparameters)).toEqual([
    0, 1, 0, 0, 0, 32,
  ]);
});

test("one-hot columns overwrite what `out` held before, row by row", async () => {
  const features = compileFeatures("wnorm-layers:1-l1+hyper.activation", DENSE);
  const weights = matrix(new Float32Array(3 * DENSE.parameters), 3, DENSE.parameters);
  const out = matrix(new Float64Array(18).fill(9), 3, 6);
  await features.extract(weights, out, {
    hyperparameters: { metrics: twoRuns(), rows: Int32Array.of(1, 0, 1) },
  });
  expect(Array.from(out.data)).toEqual([0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 1, 0, 0]);
});

test("a column of the zoo's own can be a hyperparameter", async () => {
  expect(await featuresOf("hyper.momentum", DENSE, ramp, { metrics: twoRuns(), rows: [1] })).toEqual([0.99]);
});

test("a word that only further zoos hold has its column, the same for every zoo", async () => {
  const metrics = twoRuns({ optimizer: ["momentum", "rmsprop"] });
  expect(await featuresOf("hyper.optimizer", DENSE, ramp, { metrics, rows: [0] })).toEqual([0, 0, 0, 1, 0]);
  expect(await featuresOf("hyper.optimizer", DENSE, ramp, { metrics, rows: [1] })).toEqual([0, 0, 1, 0, 0]);
});

test("a further word of a hyperparameter has no column among the published ones", async () => {
  const metrics = twoRuns({ activation: ["selu", "relu"] });
  const published = await featuresOf("hyper", DENSE, ramp, { metrics, rows: [0] });
  expect(published.slice(5, 7)).toEqual([0, 0]);
  expect(await featuresOf("hyper.activation", DENSE, ramp, { metrics, rows: [0] })).toEqual([0, 0, 0, 1]);
});

test("a value outside the vocabulary is an error that says where", async () => {
  const metrics = twoRuns({ w_init: ["he_normal", "lecun_normal"] });
  expect(await featuresOf("hyper.w_init", DENSE, ramp, { metrics, rows: [0] })).toEqual([0, 0, 0, 0, 1]);
  const extract = () => featuresOf("hyper", DENSE, ramp, { metrics, rows: [1] });
  await expect(extract()).rejects.toThrow(InputError);
  await expect(extract()).rejects.toThrow(
    "metrics.csv, row 1, column config.w_init: 'lecun_normal' is none of RandomNormal, TruncatedNormal, orthogonal, glorot_normal, he_normal",
  );
});

test("architectures are told apart by their names", () => {
  expect(compileFeatures("hyper.dnn_architecture", DENSE).columns).toEqual(
    ["cnn", "cnnbn", "fcn", "layers"].map((name) => `dnn_architecture=${name}`),
  );
});

test.each(["dataset", "b_init", "architecture"])("hyper.%s has no vocabulary", (name) => {
  const compile = () => compileFeatures(`hyper.${name}`, DENSE);
  expect(compile).toThrow(UsageError);
  expect(compile).toThrow(
    `the hyperparameter ${name} holds words without a fixed vocabulary of at least two; hyperparameters that can be used: activation, dnn_architecture, dropout, epochs, epochs_between_checkpoints, init_std, l2reg, learning_rate, num_layers, num_units, optimizer, random_seed, train_fraction, w_init`,
  );
});

test("hyperparameters that the metrics lack", async () => {
  const extract = (set: string) => featuresOf(set, DENSE, ramp, { metrics: twoRuns(), rows: [0] });
  await expect(extract("hyper.learnig_rate")).rejects.toThrow(UsageError);
  await expect(extract("hyper.learnig_rate")).rejects.toThrow(
    "unknown hyperparameter 'learnig_rate'; did you mean 'learning_rate'?",
  );
  await expect(extract("hyper.epochs")).rejects.toThrow(InputError);
  await expect(extract("hyper.epochs")).rejects.toThrow("metrics.csv, column config.epochs: is missing");
});

test("columns of the wrong kind are refused", async () => {
  const columns = new Map(twoRuns().columns);
  columns.set("config.activation", columns.get("config.dropout")!);
  columns.set("config.dropout", columns.get("config.w_init")!);
  const metrics = new Metrics(columns, "metrics.csv");
  const extract = (set: string) => featuresOf(set, DENSE, ramp, { metrics, rows: [0] });
  await expect(extract("hyper.activation")).rejects.toThrow(
    "column config.activation: holds no categories; expected relu, tanh, sigmoid, selu",
  );
  await expect(extract("hyper.dropout")).rejects.toThrow("column config.dropout: holds words, not numbers");
});

test("a set with hyperparameters refuses weights alone, and rows that the metrics lack", async () => {
  const metrics = twoRuns();
  await expect(featuresOf("weights+hyper", DENSE, ramp)).rejects.toThrow(UsageError);
  await expect(featuresOf("weights+hyper", DENSE, ramp)).rejects.toThrow(
    "'weights+hyper' needs the hyperparameters",
  );
  await expect(featuresOf("hyper", DENSE, ramp, { metrics, rows: [0, 1] })).rejects.toThrow(RangeError);
  await expect(featuresOf("hyper", DENSE, ramp, { metrics, rows: [2] })).rejects.toThrow(
    "row 2 of the metrics is out of range (0 to 1)",
  );
});
