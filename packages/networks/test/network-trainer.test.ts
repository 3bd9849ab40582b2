import { UsageError } from "@weightcast/core";
import { beforeAll, describe, expect, it } from "vitest";
import {
  type EpochProgress,
  type Hyperparameters,
  layoutOf,
  loadSamples,
  type NetworkOptions,
  type NetworkTrainer,
  openTrainer,
  smallCnn,
  type TrainingMemory,
} from "../src/index.js";
import { memoryOf, randomSamples, twinSamples } from "./samples.js";
import { lossAndGradient } from "./twin/network.js";

const architecture = smallCnn({ side: 28, units: 8 });
const samples = randomSamples(architecture, 75, 1);
const hyperparameters: Hyperparameters = {
  activation: "relu",
  optimizer: "adam",
  learningRate: 0.01,
  wInit: "glorot_normal",
  initStd: 0.1,
  l2reg: 0.001,
  dropout: 0.2,
};
const options: NetworkOptions = {
  hyperparameters,
  seed: 1,
  network: 12,
  training: { first: 5, count: 70, subset: 65 },
  batchSize: 16,
};

function epoch(trainer: NetworkTrainer, batchesPerReport?: number): EpochProgress {
  const reports = Array.from(trainer.trainEpoch({ batchesPerReport }));
  return reports.at(-1)!;
}

/** All that a network of two epochs tells. */
function train(trainer: NetworkTrainer, chosen: NetworkOptions = options, batchesPerReport?: number) {
  trainer.start(chosen);
  const epochs = [epoch(trainer, batchesPerReport), epoch(trainer, batchesPerReport)];
  const evaluations = [trainer.evaluate(0, 75), trainer.evaluateTraining()];
  return { epochs, evaluations, weights: trainer.weights() };
}

describe("a network", () => {
  let memory: TrainingMemory;
  let trainer: NetworkTrainer;
  let expected: ReturnType<typeof train>;

  beforeAll(async () => {
    memory = await memoryOf(architecture, samples);
    trainer = await openTrainer(memory, 0);
    expected = train(trainer);
    expect(expected.weights.every(Number.isFinite)).toBe(true);
  });

  it("is the same bits again, after another one in the same place", () => {
    train(trainer, { ...options, network: 13, hyperparameters: { ...hyperparameters, activation: "tanh" } });
    expect(train(trainer)).toEqual(expected);
    trainer.setWeights(trainer.weights().fill(Number.NaN));
    expect(trainer.trainBatch([0, 1])).toBeNaN();
    expect(train(trainer)).toEqual(expected);
  });

  it("is the same however often the caller looks", () => {
    expect(train(trainer, options, 1)).toEqual(expected);
    expect(train(trainer, options, 3)).toEqual(expected);
  });

  it("is the same in shared memory, in turns with another one there", async () => {
    const shared = await memoryOf(architecture, samples, { shared: true, trainers: 2 });
    const [one, other] = await Promise.all([openTrainer(structuredClone(shared), 1), openTrainer(shared, 0)]);
    one.start(options);
    other.start({ ...options, network: 13 });
    const epochs: EpochProgress[] = [];
    for (let i = 0; i < 2; i++) {
      const turns = other.trainEpoch({ batchesPerReport: 1 });
      for (const progress of one.trainEpoch({ batchesPerReport: 1 })) {
        turns.next();
        epochs[i] = progress;
      }
    }
    const evaluations = [one.evaluate(0, 75), one.evaluateTraining()];
    expect({ epochs, evaluations, weights: one.weights() }).toEqual(expected);
  });

  it("is the same from f32 pixels", async () => {
    const pixels = Float32Array.from(samples.pixels, (x) => -1 + Math.fround(2 * Math.fround(x / 255)));
    const floats = await memoryOf(architecture, { pixels, labels: samples.labels });
    expect(train(await openTrainer(floats, 0))).toEqual(expected);
  });

  it.each<[string, Partial<NetworkOptions>]>([
    ["seed", { seed: 2 }],
    ["number", { network: 13 }],
    ["subset", { training: { first: 5, count: 70, subset: 64 } }],
    ["dropout", { hyperparameters: { ...hyperparameters, dropout: 0.21 } }],
  ])("is another one with another %s", (_, changed) => {
    expect(train(trainer, { ...options, ...changed }).weights).not.toEqual(expected.weights);
  });

  it("goes on from weights that it is given", () => {
    trainer.start(options);
    trainer.setWeights(expected.weights);
    expect(trainer.weights()).toEqual(expected.weights);
    expect(trainer.evaluate(0, 75)).toEqual(expected.evaluations[0]);
    expect(() => trainer.setWeights(new Float32Array(3))).toThrow(RangeError);
  });

  it("reports now and then, and at the end of the epoch, which has whole batches only", () => {
    trainer.start(options);
    const reports = Array.from(trainer.trainEpoch({ batchesPerReport: 3 }));
    expect(reports.map(({ batches, batchesOfEpoch }) => [batches, batchesOfEpoch])).toEqual([
      [3, 4],
      [4, 4],
    ]);
  });

  it("trains at the learning rate of the epoch, where one is given", () => {
    trainer.start(options);
    const initial = trainer.weights();
    for (const { diverged } of trainer.trainEpoch({ learningRate: 0 })) expect(diverged).toBe(false);
    expect(trainer.weights()).toEqual(initial);
  });

  it.each([
    ["relu", 75],
    ["tanh", 32],
  ] as const)("has the loss and accuracy of its twin, with %s, on %d samples", (activation, count) => {
    const chosen = { ...options, hyperparameters: { ...hyperparameters, activation } };
    const { weights } = train(trainer, chosen);
    const numbers = Array.from({ length: count }, (_, i) => 75 - count + i);
    const settings = { activation, l2reg: hyperparameters.l2reg };
    const twin = lossAndGradient(
      architecture,
      weights,
      twinSamples(architecture, samples, numbers),
      settings,
    );
    const { loss, accuracy } = trainer.evaluate(75 - count, count);
    expect(loss).toBeCloseTo(twin.loss, 6);
    expect(accuracy).toBe(twin.correct / count);
  });

  it("learns to tell bright images from dark ones", async () => {
    const labels = Uint8Array.from({ length: 64 }, (_, n) => n % 2);
    const pixels = Uint8Array.from(
      { length: 64 * 784 },
      (_, i) => samples.pixels[i % 58_800]! / 2 + 127 * (Math.floor(i / 784) % 2),
    );
    const two = await openTrainer(await memoryOf(architecture, { pixels, labels }), 0);
    two.start({ ...options, training: { first: 0, count: 64 } });
    expect(two.evaluateTraining().accuracy).toBeLessThan(0.7);
    for (let i = 0; i < 10; i++) epoch(two);
    expect(two.evaluateTraining().accuracy).toBe(1);
  });
});

describe("a network that breaks down", () => {
  it("ends its epoch there, and says so", async () => {
    const trainer = await openTrainer(await memoryOf(architecture, samples), 0);
    trainer.start({
      ...options,
      hyperparameters: { ...hyperparameters, optimizer: "sgd", learningRate: 1e30 },
    });
    const last = epoch(trainer, 100);
    expect(last.diverged).toBe(true);
    expect(last.batches).toBeLessThan(last.batchesOfEpoch);
    expect(last.loss).toSatisfy((loss: number) => !Number.isFinite(loss));
  });

  it("has a NaN loss in evaluations", async () => {
    const trainer = await openTrainer(await memoryOf(architecture, samples), 0);
    trainer.start(options);
    trainer.setWeights(trainer.weights().fill(Number.NaN));
    expect(trainer.evaluate(0, 75).loss).toBeNaN();
    expect(trainer.trainBatch([1, 2, 3])).toBeNaN();
    trainer.start(options);
    const weights = trainer.weights();
    const bias = layoutOf(architecture).layers.at(-1)!.tensors[0]!;
    weights[bias.end - 1] = Number.NaN;
    trainer.setWeights(weights);
    // Of a sample whose own logit is a number, too.
    expect(
      trainer.evaluate(
        samples.labels.findIndex((label) => label !== 9),
        1,
      ).loss,
    ).toBeNaN();
  });
});

describe("a trainer refuses", () => {
  let trainer: NetworkTrainer;
  beforeAll(async () => {
    trainer = await openTrainer(await memoryOf(architecture, samples), 0);
  });

  it("to train before a network is started", () => {
    expect(() => trainer.evaluate(0, 1)).toThrow(UsageError);
    expect(() => trainer.trainEpoch().next()).toThrow(UsageError);
    expect(() => trainer.weights()).toThrow(UsageError);
  });

  it.each<[string, Partial<Hyperparameters>]>([
    ["unknown activation 'rleu'; did you mean 'relu'", { activation: "rleu" as "relu" }],
    ["unknown optimizer 'adma'; did you mean 'adam'", { optimizer: "adma" as "adam" }],
    ["unknown initializer 'he_norm'; did you mean 'he_normal'", { wInit: "he_norm" as "he_normal" }],
    ["learningRate is 0 or a number above, not NaN", { learningRate: Number.NaN }],
    ["initStd is a number above 0, not 0", { initStd: 0 }],
    ["l2reg is 0 or a number above, not -1", { l2reg: -1 }],
    ["dropout is at least 0 and less than 1, not 1", { dropout: 1 }],
  ])("hyperparameters: %s", (message, changed) => {
    const start = () => trainer.start({ ...options, hyperparameters: { ...hyperparameters, ...changed } });
    expect(start).toThrow(UsageError);
    expect(start).toThrow(message);
  });

  it("samples that do not fill a batch", () => {
    expect(() => trainer.start({ ...options, training: { first: 0, count: 15 } })).toThrow(
      new UsageError("15 samples do not fill a batch of 16"),
    );
  });

  it("numbers that name nothing", () => {
    expect(() => trainer.start({ ...options, training: { first: 70, count: 70 } })).toThrow(RangeError);
    expect(() => trainer.start({ ...options, seed: 0.5 })).toThrow(RangeError);
    trainer.start(options);
    expect(() => trainer.evaluate(70, 6)).toThrow(RangeError);
    expect(() => trainer.trainBatch([75])).toThrow(RangeError);
    expect(() => trainer.trainBatch([])).toThrow(RangeError);
  });
});

it("labels and pixels may be replaced between networks", async () => {
  const memory = await memoryOf(architecture, samples);
  const trainer = await openTrainer(memory, 0);
  trainer.start(options);
  const before = trainer.evaluate(0, 1);
  loadSamples(memory, 0, samples.pixels.subarray(784, 1568), samples.labels.subarray(1, 2));
  const after = trainer.evaluate(0, 1);
  expect(after).not.toEqual(before);
  expect(after).toEqual(trainer.evaluate(1, 1));
});
