import { join } from "node:path";
import { CancelledError, type Progress, UsageError } from "@weightcast/core";
import { createTrainingMemory, loadSamples, openTrainer, smallCnn } from "@weightcast/networks";
import { openZoo } from "@weightcast/zoo-io/node";
import { expect, test } from "vitest";
import {
  type Checkpoint,
  DEFAULT_HYPERPARAMETERS,
  type Hyperparameters,
  type Population,
  PUBLISHED_SPACE,
  planNetwork,
  type TrainNetworkOptions,
  trainInWorker,
  trainNetwork,
} from "../src/index.js";
import { trainZoo } from "../src/node.js";
import { temporaryFolders } from "./folders.js";
import { smallDataSet } from "./image-files.js";

const newFolder = temporaryFolders();
const { dataSet } = smallDataSet("squares", 1200, 100);
const SMALL: Partial<Hyperparameters> = { num_layers: 2, num_units: 4 };

async function checkpointsOf(options: Partial<TrainNetworkOptions> = {}): Promise<Checkpoint[]> {
  const checkpoints: Checkpoint[] = [];
  for await (const checkpoint of trainNetwork({
    images: dataSet,
    epochs: 5,
    hyperparameters: SMALL,
    ...options,
  })) {
    checkpoints.push(checkpoint);
  }
  return checkpoints;
}

test("checkpoints come at the zoo's steps, with weights of their own", async () => {
  const checkpoints = await checkpointsOf({ epochs: 9, epochsBetweenCheckpoints: 6 });
  expect(checkpoints.map(({ step }) => step)).toEqual([0, 1, 2, 3, 6, 9]);
  const [first, second] = checkpoints;
  expect(first?.weights).not.toEqual(second?.weights);
  expect(first?.weights.buffer).not.toBe(second?.weights.buffer);
  expect(Object.keys(first?.metrics ?? {})).toEqual([
    "test_accuracy",
    "test_loss",
    "train_accuracy",
    "train_loss",
  ]);
});

test("a network of a zoo is the same, bit for bit, when it is trained alone", async () => {
  const population: Population = {
    dataset: "squares",
    networks: [{ first: 7, count: 1 }],
    epochs: 5,
    epochs_between_checkpoints: 20,
    seed: 3,
    space: { ...PUBLISHED_SPACE, ...SMALL, train_fraction: 1, reduce_learningrate: true },
    measures: ["calibration-error"],
  };
  const folder = join(await newFolder(), "zoo");
  await trainZoo({ folder, population, loadImages: async () => dataSet }).finish();
  const zoo = await openZoo(folder);
  const { hyperparameters } = planNetwork(population, 7);
  const alone = await checkpointsOf({ hyperparameters, seed: 3, network: 7, measures: population.measures });
  const sorted = alone.sort((a, b) => (String(a.step) < String(b.step) ? -1 : 1));
  for await (const { weights } of zoo.blocks()) {
    expect(weights.data).toEqual(
      Float32Array.from(sorted.flatMap((checkpoint) => Array.from(checkpoint.weights))),
    );
  }
  const fround = (values: ArrayLike<number>) => Array.from(values, Math.fround);
  for (const name of ["test_loss", "test_ece"]) {
    expect(fround(zoo.metrics.numbers(name))).toEqual(
      fround(sorted.map(({ metrics }) => metrics[name] ?? 0)),
    );
  }
});

test("the metrics of a checkpoint are those of its weights, and the train metrics those of whole batches", async () => {
  const hyperparameters = { ...DEFAULT_HYPERPARAMETERS, ...SMALL, l2reg: 0.01 };
  const checkpoints = await checkpointsOf({ hyperparameters });
  expect(checkpoints.map(({ step }) => step)).toEqual([0, 1, 2, 3, 5]);
  const architecture = smallCnn({ side: 8, layers: 2, units: 4, classes: dataSet.classes });
  const memory = await createTrainingMemory({ architecture, samples: 100 });
  loadSamples(memory, 0, dataSet.test.pixels, dataSet.test.labels);
  const trainer = await openTrainer(memory, 0);
  trainer.start({
    hyperparameters: {
      activation: "relu",
      optimizer: "sgd",
      learningRate: 0,
      l2reg: 0.01,
      dropout: 0,
      wInit: "he_normal",
      initStd: 1,
    },
    seed: 0,
    network: 0,
    training: { first: 0, count: 100 },
    batchSize: 100,
  });
  for (const { metrics, weights } of checkpoints) {
    trainer.setWeights(weights);
    expect(trainer.evaluate(0, 100)).toEqual({ accuracy: metrics.test_accuracy, loss: metrics.test_loss });
    // 1024 of the 1200 training images fill batches.
    expect((metrics.train_accuracy * 1024) % 1).toBe(0);
  }
});

test("networks learn", async () => {
  const checkpoints = await checkpointsOf({
    epochs: 40,
    hyperparameters: { num_layers: 2, optimizer: "adam", learning_rate: 0.02 },
  });
  expect(checkpoints[0]?.metrics.test_accuracy).toBeLessThan(0.35);
  expect(checkpoints.at(-1)?.metrics.test_accuracy).toBeGreaterThan(0.6);
});

test("the progress counts the samples of whole batches", async () => {
  const events: Progress[] = [];
  await checkpointsOf({ onProgress: (progress) => events.push(progress) });
  expect(events.at(-1)).toEqual({ stage: "train", done: 5120, total: 5120, unit: "samples" });
});

test("an aborted signal ends the training", async () => {
  const stop = new AbortController();
  const training = trainNetwork({
    images: dataSet,
    epochs: 100,
    hyperparameters: SMALL,
    signal: stop.signal,
  });
  expect((await training.next()).value?.step).toBe(0);
  stop.abort();
  await expect(training.next()).rejects.toThrow(CancelledError);
});

test("a caller may leave early", async () => {
  for await (const { step } of trainNetwork({ images: dataSet, epochs: 1000, hyperparameters: SMALL })) {
    if (step === 1) break;
  }
});

test.each<[string, Partial<TrainNetworkOptions>, string]>([
  ["epochs", { epochs: 0 }, "epochs: "],
  ["checkpoints", { epochsBetweenCheckpoints: 0.5 }, "epochsBetweenCheckpoints: "],
  ["a seed", { seed: -1 }, "seed: "],
  ["a hyperparameter", { hyperparameters: { dropout: 1 } }, "hyperparameters.dropout: "],
  ["an architecture", { hyperparameters: { num_layers: 3 } }, "3 layers leave no pixel of images of 8 x 8"],
  ["a fraction", { hyperparameters: { ...SMALL, train_fraction: 0.1 } }, "is less than a batch of 512"],
  ["a measure", { measures: ["calibration" as "calibration-error"] }, "unknown measure 'calibration'"],
  [
    "a list of layers",
    { hyperparameters: { dnn_architecture: "layers" } },
    "hyperparameters: has a list of layers if dnn_architecture is layers, and only then",
  ],
])("%s out of range", async (_, options, message) => {
  await expect(checkpointsOf(options)).rejects.toThrow(UsageError);
  await expect(checkpointsOf(options)).rejects.toThrow(message);
});

test("there are no web workers in Node", async () => {
  const training = trainInWorker({ images: dataSet, epochs: 1, hyperparameters: SMALL });
  await expect(training.next()).rejects.toThrow("trainNetwork trains on the calling thread");
});
