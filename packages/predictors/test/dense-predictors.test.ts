import {
  CancelledError,
  InputError,
  matrix,
  type Progress,
  RandomStream,
  UsageError,
} from "@weightcast/core";
import { describe, expect, it } from "vitest";
import type { Examples, FitRequest } from "../src/predictors/predictor.js";
import { predictorNamed } from "../src/predictors/registry.js";
import { currentBackend, useBackend } from "../src/predictors/tensorflow/backend.js";
import { onBackend } from "./tensorflow-backend-of-test.js";

const COLUMNS = 5;

/** Targets in (0, 1), by a linear function under a sigmoid or by one with a product of two columns. */
function examples(rows: number, purpose: string, kind: "linear" | "product"): Examples {
  const draw = new RandomStream(11, purpose);
  const x = Float32Array.from({ length: rows * COLUMNS }, () => 4 * draw.uniform() - 2);
  const y = Float64Array.from({ length: rows }, (_, row) => {
    const [a, b, c] = x.subarray(row * COLUMNS) as unknown as [number, number, number];
    return 1 / (1 + Math.exp(-(kind === "linear" ? a - 2 * b + 0.5 * c : 1.5 * a * b + c)));
  });
  return { x: matrix(x, rows, COLUMNS), y };
}

function r2(truth: Float64Array, predicted: Float64Array): number {
  const mean = truth.reduce((sum, value) => sum + value, 0) / truth.length;
  const squares = (of: (i: number) => number) => truth.reduce((sum, _, i) => sum + of(i) ** 2, 0);
  return 1 - squares((i) => truth[i]! - predicted[i]!) / squares((i) => truth[i]! - mean);
}

const dnn = predictorNamed("dnn");
const logitLinear = predictorNamed("logit-linear");
const small = { n_layers: 2, n_hiddens: 32, batch_size: 64, learning_rate: 0.01, epochs: 30 };
const linear = { batch_size: 64, learning_rate: 0.03, epochs: 30 };

function request(kind: "linear" | "product", changes: Partial<FitRequest> = {}): FitRequest {
  return {
    train: examples(1000, "train", kind),
    validation: examples(200, "validation", kind),
    columns: ["a", "b", "c", "d", "e"],
    parameters: {},
    seed: 1,
    ...changes,
  };
}

describe.each(["native", "wasm"] as const)("on %s", (backend) => {
  it("dnn learns a product, which logit-linear cannot", async (context) => {
    await onBackend(backend, context);
    const test = examples(500, "test", "product");
    const deep = await dnn.fit(request("product", { parameters: small }));
    const shallow = await logitLinear.fit(request("product", { parameters: linear }));
    expect(r2(test.y, await deep.predict(test.x))).toBeGreaterThan(0.97);
    expect(r2(test.y, await shallow.predict(test.x))).toBeLessThan(0.7);
    expect([deep.backend, shallow.backend]).toEqual(Array(2).fill((await currentBackend()).label));
  });

  it("logit-linear learns a linear function under a sigmoid", async (context) => {
    await onBackend(backend, context);
    const test = examples(500, "test", "linear");
    const fitted = await logitLinear.fit(request("linear", { parameters: linear }));
    expect(r2(test.y, await fitted.predict(test.x))).toBeGreaterThan(0.99);
  });

  it("learns targets outside [0, 1] with a linear unit", async (context) => {
    await onBackend(backend, context);
    const scaled = ({ x, y }: Examples) => ({ x, y: y.map((value) => 5 * value - 1) });
    const { train, validation, ...rest } = request("product", { parameters: small });
    const fitted = await dnn.fit({ ...rest, train: scaled(train), validation: scaled(validation!) });
    const test = scaled(examples(500, "test", "product"));
    const predicted = await fitted.predict(test.x);
    expect(r2(test.y, predicted)).toBeGreaterThan(0.95);
    expect(Math.max(...predicted)).toBeGreaterThan(2);
  });

  it("fits, predicts, saves and loads without leaving tensors behind", async (context) => {
    await onBackend(backend, context);
    const { tf } = await currentBackend();
    const { x } = examples(50, "test", "product");
    const before = tf.memory();
    const fitted = await dnn.fit(request("product", { parameters: { ...small, epochs: 2 } }));
    const predicted = await fitted.predict(x);
    const loaded = await dnn.load(await fitted.files());
    expect(await loaded.predict(x)).toEqual(predicted);
    const { numTensors, numDataBuffers } = before;
    expect(tf.memory()).toMatchObject({ numTensors, numDataBuffers });
  });
});

it("predicts on wasm what the native backend that fitted it predicts", async (context) => {
  await onBackend("native", context);
  const { x } = examples(500, "test", "product");
  const fitted = await dnn.fit(request("product", { parameters: small }));
  const native = await fitted.predict(x);
  const files = await fitted.files();
  await useBackend("wasm");
  const loaded = await dnn.load(files);
  expect(loaded.backend).toBe("wasm");
  const difference = (await loaded.predict(x)).map((value, i) => Math.abs(value - native[i]!));
  expect(Math.max(...difference)).toBeLessThan(1e-5);
});

describe("a dense predictor", () => {
  const fitQuickly = (changes: Partial<FitRequest> = {}) =>
    dnn.fit(request("linear", { parameters: { ...small, epochs: 2 }, ...changes }));

  it("predicts NaN for rows that are not finite, and the same for the others as without them", async () => {
    await useBackend("wasm");
    const fitted = await fitQuickly();
    const { x } = examples(6, "test", "linear");
    const clean = await fitted.predict(x);
    x.data[1 * COLUMNS + 2] = Number.NaN;
    x.data[4 * COLUMNS] = Number.POSITIVE_INFINITY;
    const predicted = await fitted.predict(x);
    expect(Array.from(predicted)).toEqual(
      Array.from(clean, (value, row) => (row === 1 || row === 4 ? Number.NaN : value)),
    );
  });

  it("reads strided f64 features as well", async () => {
    await useBackend("wasm");
    const { train, validation } = request("linear");
    const widened = ({ x, y }: Examples): Examples => {
      const data = new Float64Array(x.rows * 8).fill(Number.NaN);
      for (let row = 0; row < x.rows; row++) {
        data.set(x.data.subarray(row * COLUMNS, (row + 1) * COLUMNS), row * 8);
      }
      return { x: matrix(data, x.rows, COLUMNS, 8), y };
    };
    const plain = await fitQuickly();
    const strided = await fitQuickly({ train: widened(train), validation: widened(validation!) });
    expect(await strided.predict(widened(train).x)).toEqual(await plain.predict(train.x));
  });

  it("reports each epoch", async () => {
    await useBackend("wasm");
    const reports: Progress[] = [];
    await fitQuickly({ onProgress: (progress) => reports.push(progress) });
    expect(reports).toEqual([1, 2].map((done) => ({ stage: "training", done, total: 2, unit: "epochs" })));
  });

  it("stops when it is cancelled, before as well as amid", async () => {
    await useBackend("wasm");
    await expect(fitQuickly({ signal: AbortSignal.abort() })).rejects.toThrow(CancelledError);
    const controller = new AbortController();
    const epochs: number[] = [];
    const cancelled = fitQuickly({
      parameters: { ...small, epochs: 10_000, patience: 10_000 },
      signal: controller.signal,
      onProgress: ({ done }) => epochs.push(done),
    });
    setTimeout(() => controller.abort(), 200);
    await expect(cancelled).rejects.toThrow(CancelledError);
    expect(epochs.length).toBeLessThan(10_000);
  });

  it.each([
    ["an unknown parameter", { parameters: { n_layer: 2 } }, UsageError, "did you mean 'n_layers'?"],
    ["one out of range", { parameters: { dropout_rate: 1.5 } }, UsageError, "dropout_rate"],
    ["no rows", { train: examples(0, "train", "linear") }, InputError, "train part is empty"],
    [
      "validation features of another width",
      { validation: { x: matrix(new Float32Array(8), 2, 4), y: new Float64Array(2) } },
      UsageError,
      "the validation part has 4 columns, the train part 5",
    ],
    [
      "targets of another number",
      { validation: { x: examples(3, "a", "linear").x, y: new Float64Array(2) } },
      UsageError,
      "3 rows, but 2 targets",
    ],
    [
      "features that are not finite",
      { train: { x: matrix(Float64Array.of(1, 2, 3, 1e300), 2, 2), y: Float64Array.of(0, 1) } },
      InputError,
      "row 1, column 1: a feature of the train part is 1e+300",
    ],
    [
      "targets that are not finite",
      { train: { x: matrix(new Float32Array(4), 2, 2), y: Float64Array.of(0, Number.NaN) } },
      InputError,
      "row 1: a target of the train part is NaN",
    ],
  ] as const)("refuses %s", async (_, changes, ErrorClass, message) => {
    const fit = dnn.fit(request("linear", changes as Partial<FitRequest>));
    await expect(fit).rejects.toThrow(ErrorClass);
    await expect(fit).rejects.toThrow(message);
  });

  it("refuses features of another width than it was fitted on", async () => {
    await useBackend("wasm");
    const fitted = await fitQuickly();
    const narrow = fitted.predict(matrix(new Float32Array(4), 1, 4));
    await expect(narrow).rejects.toThrow("the features have 4 columns; the network was fitted on 5");
  });

  it("takes the published parameters of every initialiser", async () => {
    await useBackend("wasm");
    for (const w_init_name of [
      "RandomNormal",
      "TruncatedNormal",
      "orthogonal",
      "glorot_normal",
      "he_normal",
    ]) {
      const fitted = await fitQuickly({
        parameters: { ...small, epochs: 20, init_stddev: 0.05, w_init_name },
      });
      const { x, y } = examples(500, "test", "linear");
      expect(r2(y, await fitted.predict(x)), w_init_name).toBeGreaterThan(0.9);
    }
  });
});
