import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { ACTIVATIONS, layoutOf, OPTIMIZERS, smallCnn, smallFcn } from "../src/index.js";
import { instantiateTrainerKernel } from "../src/kernels/trainer-kernel.js";
import { NetworkTrainer } from "../src/training/network-trainer.js";
import { memoryOf } from "./samples.js";

const SIDE = 11;
const CLASSES = 3;
const SAMPLES = 64;
const BATCH = 16;
const STEPS = 200;
const STEPS_BETWEEN_LOSSES = 20;

const SIZES = { side: SIDE, layers: 2, units: 4, classes: CLASSES };
const ARCHITECTURES = {
  cnn: smallCnn(SIZES),
  cnnbn: smallCnn({ ...SIZES, batchNorm: true }),
  fcn: smallFcn(SIZES),
};
const LEARNING_RATES = { sgd: 0.05, momentum: 0.01, adam: 1e-3, rmsprop: 1e-3, nesterov: 0.01 };

const golden = new Float32Array(
  new Uint8Array(readFileSync(new URL("golden/combinations.f32", import.meta.url))).buffer,
);

/** The runs in the order of make_combinations.py, each with the part of the golden file that is its own. */
function* goldenRuns() {
  let start = 0;
  for (const [name, architecture] of Object.entries(ARCHITECTURES)) {
    const { parameters, tensors } = layoutOf(architecture);
    for (const activation of ACTIVATIONS) {
      for (const optimizer of OPTIMIZERS) {
        const take = (count: number) => {
          start += count;
          return golden.subarray(start - count, start);
        };
        const run = {
          initial: take(parameters),
          gradient: take(parameters),
          final: take(parameters),
          losses: take(STEPS / STEPS_BETWEEN_LOSSES),
        };
        yield { name, architecture, tensors, activation, optimizer, ...run };
      }
    }
  }
}
const RUNS = Array.from(goldenRuns());

/** The formula of make_combinations.py. */
function madeUpSamples() {
  const pixels = Uint8Array.from({ length: SAMPLES * SIDE * SIDE }, (_, i) => {
    const n = Math.floor(i / SIDE / SIDE);
    const r = Math.floor(i / SIDE) % SIDE;
    return ((r * ((n % 10) + 1) + (i % SIDE) * (10 - (n % 10)) + 7 * n) % 16) * 16;
  });
  return { pixels, labels: Uint8Array.from({ length: SAMPLES }, (_, n) => n % CLASSES) };
}

const greatestDifference = (a: ArrayLike<number>, b: ArrayLike<number>) =>
  Array.from(a, (value, i) => Math.abs(value - (b[i] ?? Number.NaN))).reduce(
    (most, value) => Math.max(most, value),
    0,
  );

it("every architecture, activation and optimizer has a run", () => {
  expect(RUNS).toHaveLength(3 * ACTIVATIONS.length * OPTIMIZERS.length);
  const sizes = RUNS.map(({ initial, losses }) => 3 * initial.length + losses.length);
  expect(sizes.reduce((sum, size) => sum + size)).toBe(golden.length);
});

// The greatest differences of the 60 runs: 1.2e-7 of gradients, 1.1e-6 of weights, 6.6e-7 of moving statistics, 2.1e-7 of losses.
describe("gradients, and 200 steps, are Keras's in double precision, up to rounding", () => {
  it.each(RUNS)("$name, $activation, $optimizer", async (run) => {
    const { architecture, activation, optimizer, tensors } = run;
    const memory = await memoryOf(architecture, madeUpSamples());
    const kernel = await instantiateTrainerKernel(memory.memory);
    const trainer = new NetworkTrainer(memory, kernel, 0);
    trainer.start({
      hyperparameters: {
        activation,
        optimizer,
        learningRate: LEARNING_RATES[optimizer],
        l2reg: 1e-3,
        dropout: 0,
        wInit: "he_normal",
        initStd: 1,
      },
      seed: 1,
      network: 0,
      training: { first: 0, count: SAMPLES },
      batchSize: BATCH,
    });
    trainer.setWeights(run.initial.slice());
    const losses: number[] = [];
    for (let step = 0; step < STEPS; step++) {
      losses.push(trainer.trainBatch(Array.from({ length: BATCH }, (_, i) => (step * 37 + i * 5) % SAMPLES)));
      if (step > 0) continue;
      const gradient = new Float32Array(
        memory.memory.buffer,
        kernel.gradientOf(memory.firstTrainer) >>> 0,
        run.initial.length,
      );
      expect(greatestDifference(gradient, run.gradient)).toBeLessThan(5e-7);
    }
    const weights = trainer.weights();
    for (const { name, start, end } of tensors) {
      const difference = greatestDifference(weights.subarray(start, end), run.final.subarray(start, end));
      expect(difference, name).toBeLessThan(3e-6);
    }
    const kept = losses.filter((_, step) => step % STEPS_BETWEEN_LOSSES === 0);
    expect(greatestDifference(kept, run.losses)).toBeLessThan(1e-6);
  });
});
