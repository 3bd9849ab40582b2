import { expect, it } from "vitest";
import { memoryOf, randomSamples } from "../../test/samples.js";
import { TwinOptimizer } from "../../test/twin/optimizers.js";
import { smallCnn } from "../architecture/published.js";
import { instantiateTrainerKernel } from "../kernels/trainer-kernel.js";
import { OPTIMIZERS } from "./hyperparameters.js";
import { NetworkTrainer } from "./network-trainer.js";

const architecture = smallCnn({ side: 9, layers: 2, units: 4, classes: 3 });

it.each(OPTIMIZERS)("%s steps as its twin does on the same gradients", async (optimizer) => {
  const samples = randomSamples(architecture, 8, 1);
  const memory = await memoryOf(architecture, samples);
  const kernel = await instantiateTrainerKernel(memory.memory);
  const trainer = new NetworkTrainer(memory, kernel, 0);
  const learningRate = 0.01;
  trainer.start({
    hyperparameters: {
      optimizer,
      learningRate,
      activation: "tanh",
      wInit: "orthogonal",
      initStd: 1,
      l2reg: 0.01,
      dropout: 0,
    },
    seed: 1,
    network: 0,
    training: { first: 0, count: 8 },
    batchSize: 8,
  });
  const expected = Float64Array.from(trainer.weights());
  const twin = new TwinOptimizer(optimizer, learningRate, expected);
  const gradient = new Float32Array(
    memory.memory.buffer,
    kernel.gradientOf(memory.firstTrainer),
    expected.length,
  );
  for (let step = 0; step < 50; step++) {
    trainer.trainBatch([step % 8, (step + 3) % 8]);
    twin.apply(gradient);
  }
  const differences = Array.from(trainer.weights(), (weight, i) => Math.abs(weight - expected[i]!));
  expect(Math.max(...differences)).toBeLessThan(5e-7);
});
