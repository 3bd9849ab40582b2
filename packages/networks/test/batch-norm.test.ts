import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import {
  createTrainingMemory,
  type Hyperparameters,
  layoutOf,
  type NetworkOptions,
  openTrainer,
  smallCnn,
} from "../src/index.js";
import { memoryOf } from "./samples.js";

const SIDE = 15;
const SAMPLES = 64;
const BATCH = 16;
const STEPS = 200;

/** In the order of make_batch_norm.py. */
const RUNS = [
  { activation: "tanh", optimizer: "momentum", learningRate: 0.02 },
  { activation: "sigmoid", optimizer: "sgd", learningRate: 0.05 },
  { activation: "tanh", optimizer: "adam", learningRate: 1e-3 },
  { activation: "selu", optimizer: "nesterov", learningRate: 0.01 },
] as const;

const architecture = smallCnn({ side: SIDE, layers: 2, batchNorm: true });
const layout = layoutOf(architecture);
const golden = new Float32Array(
  new Uint8Array(readFileSync(new URL("golden/batch-norm.f32", import.meta.url))).buffer,
);

/** The formula of make_batch_norm.py. */
function madeUpSamples() {
  const pixels = Uint8Array.from({ length: SAMPLES * SIDE * SIDE }, (_, i) => {
    const n = Math.floor(i / SIDE / SIDE);
    const r = Math.floor(i / SIDE) % SIDE;
    return ((r * ((n % 10) + 1) + (i % SIDE) * (10 - (n % 10)) + 7 * n) % 16) * 16;
  });
  return { pixels, labels: Uint8Array.from({ length: SAMPLES }, (_, n) => n % 10) };
}

const optionsOf = (changed: Partial<Hyperparameters> = {}): NetworkOptions => ({
  hyperparameters: {
    activation: "tanh",
    optimizer: "sgd",
    learningRate: 0.05,
    l2reg: 1e-3,
    dropout: 0,
    wInit: "he_normal",
    initStd: 1,
    ...changed,
  },
  seed: 1,
  network: 0,
  training: { first: 0, count: SAMPLES },
  batchSize: BATCH,
});

async function startTrainer(changed: Partial<Hyperparameters> = {}) {
  const trainer = await openTrainer(await memoryOf(architecture, madeUpSamples()), 0);
  trainer.start(optionsOf(changed));
  return trainer;
}

const batchOf = (step: number) => Array.from({ length: BATCH }, (_, i) => (step * 37 + i * 5) % SAMPLES);

const greatestDifference = (a: ArrayLike<number>, b: ArrayLike<number>) =>
  Array.from(a, (value, i) => Math.abs(value - b[i]!)).reduce((most, value) => Math.max(most, value), 0);

describe("200 steps with batch normalisation", () => {
  it.each(RUNS.map((run, index) => ({ ...run, index })))(
    "end where Keras does: $optimizer, $activation",
    async ({ index, ...run }) => {
      const { parameters } = layout;
      const size = 2 * parameters + STEPS;
      const own = golden.subarray(index * size, (index + 1) * size);
      const trainer = await startTrainer(run);
      trainer.setWeights(own.slice(0, parameters));
      const losses = Array.from({ length: STEPS }, (_, step) => trainer.trainBatch(batchOf(step)));
      const expected = own.subarray(parameters, 2 * parameters);
      const weights = trainer.weights();
      for (const { name, role, start, end } of layout.tensors) {
        const limit = role === "moving_mean" || role === "moving_variance" ? 3e-6 : 1e-5;
        const difference = greatestDifference(weights.subarray(start, end), expected.subarray(start, end));
        expect(difference, name).toBeLessThan(limit);
      }
      expect(greatestDifference(losses, own.subarray(2 * parameters))).toBeLessThan(1e-5);
    },
  );
});

it("networks begin with gammas and moving variances of 1, betas and moving means of 0", async () => {
  const weights = (await startTrainer()).weights();
  const expected: Readonly<Record<string, number>> = {
    beta: 0,
    gamma: 1,
    moving_mean: 0,
    moving_variance: 1,
  };
  for (const { role, start, end } of layout.tensors) {
    if (role in expected) expect(new Set(weights.subarray(start, end))).toEqual(new Set([expected[role]]));
  }
});

it("a network is the same in a memory that another one has used", async () => {
  const trainer = await startTrainer();
  for (let step = 0; step < 3; step++) trainer.trainBatch(batchOf(step).slice(0, 15));
  const expected = trainer.weights();
  const again = await startTrainer({ activation: "sigmoid", dropout: 0.3 });
  for (let step = 0; step < 2; step++) again.trainBatch(batchOf(step));
  expect(again.weights()).not.toEqual(expected);
  again.start(optionsOf());
  for (let step = 0; step < 3; step++) again.trainBatch(batchOf(step).slice(0, 15));
  expect(again.weights()).toEqual(expected);
});

it("a step has at most as many samples as the memory has room for", async () => {
  const memory = await createTrainingMemory({ architecture, samples: SAMPLES, batchSize: BATCH - 1 });
  const trainer = await openTrainer(memory, 0);
  expect(() => trainer.start(optionsOf())).toThrow(
    "the memory has room for batches of 15 samples, not of 16",
  );
  trainer.start({ ...optionsOf(), batchSize: 15 });
  expect(() => trainer.trainBatch(batchOf(0))).toThrow(
    "number of samples is a whole number from 1 to 15, not 16",
  );
});
