import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openZoo } from "@weightcast/zoo-io/node";
import { afterAll, beforeAll, expect, test } from "vitest";
import { runCli } from "./run-cli.js";
import { writeImages } from "./small-images.js";

let folder: string;
let images: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "weightcast-architectures-"));
  images = join(folder, "noise");
  await writeImages(images, 1024, 64, 10);
});
afterAll(() => rm(folder, { recursive: true }));

/** Makes a zoo of 8 networks by one command. */
const train = (zoo: string, ...options: readonly string[]) =>
  runCli(
    ...["zoo", "train", "--dataset", images, "--networks", "8", "--epochs", "2", "--train-fraction", "1"],
    ...["--num-layers", "2", "--num-units", "5", ...options, "-o", zoo],
  );

test.each([
  ["cnn", ["--cnn-stride", "3", "--activation", "selu", "--optimizer", "nesterov"], "conv2d_1/kernel:0"],
  ["cnnbn", ["--activation", "sigmoid", "--reduce-learningrate"], "batch_normalization_1/moving_variance:0"],
  ["fcn", ["--dropout", "0.25", "--learning-rate", "1e-3"], "dense_2/kernel:0"],
])(
  "a zoo of %s is made by one command; predictors are fitted on it and evaluated",
  async (name, options, tensor) => {
    const zoo = join(folder, name);
    const made = await train(zoo, "--architecture", name, ...options);
    expect(made.code, made.stderr).toBe(0);
    const { layout, metrics } = await openZoo(zoo);
    expect(layout.tensors.map((one) => one.name)).toContain(`sequential/${tensor}`);
    expect(
      new Set(Array.from({ length: metrics.rows }, (_, row) => metrics.text("config.dnn_architecture")[row])),
    ).toEqual(new Set([name]));
    const model = join(folder, `${name}-model`);
    const fitted = await runCli("fit", zoo, "--predictor", "gbm", "--features", "wstats-glob", "-o", model);
    expect(fitted.code, fitted.stderr).toBe(0);
    const evaluated = await runCli("evaluate", model, zoo, "--json");
    expect(evaluated.code, evaluated.stderr).toBe(0);
  },
);

test.each([
  [["--architecture", "rnn"], "Allowed choices are cnn, cnnbn, fcn"],
  [["--optimizer", "adamw"], "Allowed choices are sgd, momentum, adam, rmsprop, nesterov"],
  [["--learning-rate", "fast"], "--learning-rate takes a number, not 'fast'"],
  [["--dropout", "1"], "space.dropout: "],
  [["--cnn-stride", "0"], "--cnn-stride takes a whole number from 1 on, not '0'"],
])("%s is refused", async (options, message) => {
  const { code, stderr } = await train(join(folder, "refused"), ...options);
  expect(code).not.toBe(0);
  expect(stderr).toContain(message);
});
