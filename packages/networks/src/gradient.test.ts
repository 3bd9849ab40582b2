import { RandomStream } from "@weightcast/core";
import { describe, expect, it } from "vitest";
import { memoryOf, randomSamples, twinSamples } from "../test/samples.js";
import { lossAndGradient } from "../test/twin/network.js";
import { dropoutMask } from "../test/twin/random.js";
import { type Architecture, createArchitecture } from "./architecture.js";
import type { Activation } from "./hyperparameters.js";
import { instantiateKernel } from "./kernel.js";
import { NetworkTrainer } from "./network-trainer.js";

interface Case {
  readonly side: number;
  readonly layers: number;
  readonly units: number;
  readonly classes?: number;
  readonly activation: Activation;
  readonly dropout?: number;
  readonly l2reg?: number;
  readonly count?: number;
}

/** How far the kernel is from its twin: of the gradient, the greatest max|difference| / max|gradient| of any tensor. */
async function compare({ side, layers, units, classes = 10, activation, ...settings }: Case) {
  const { dropout = 0, l2reg = 0, count = 7 } = settings;
  const architecture = createArchitecture({ side, layers, units, classes });
  const samples = randomSamples(architecture, count, 1);
  const memory = await memoryOf(architecture, samples);
  const kernel = await instantiateKernel(memory.memory);
  const trainer = new NetworkTrainer(memory, kernel, 0);
  const [seed, network] = [5, 3];
  trainer.start({
    hyperparameters: {
      activation,
      optimizer: "sgd",
      learningRate: 0,
      wInit: "he_normal",
      initStd: 1,
      l2reg,
      dropout,
    },
    seed,
    network,
    training: { first: 0, count },
    batchSize: count,
  });
  const weights = trainer.weights();
  const random = new RandomStream(2, "biases");
  for (const { role, start, end } of architecture.layout.tensors) {
    if (role === "bias") for (let i = start; i < end; i++) weights[i] = random.uniform() - 0.5;
  }
  trainer.setWeights(weights);
  const order = random.permutation(count);
  const loss = trainer.trainBatch(order);
  const gradient = new Float32Array(
    memory.memory.buffer,
    kernel.gradientOf(memory.firstTrainer),
    architecture.layout.parameters,
  );
  const twin = lossAndGradient(architecture, weights, twinSamples(architecture, samples, Array.from(order)), {
    activation,
    l2reg,
    ...(dropout > 0 && {
      mask: (position, layer) =>
        dropoutMask(
          dropout,
          { seed, network, step: 0, position },
          { layer, layers, units, pixels: architecture.outputSides[layer]! ** 2 },
        ),
    }),
  });
  return { loss: Math.abs(loss - twin.loss), gradient: worst(architecture, gradient, twin.gradient) };
}

function worst({ layout }: Architecture, actual: Float32Array, expected: Float64Array): number {
  return Math.max(
    ...layout.tensors.map(({ start, end }) => {
      const most = (values: Float64Array) => values.reduce((max, value) => Math.max(max, Math.abs(value)), 0);
      const own = expected.subarray(start, end);
      return most(own.map((value, i) => value - actual[start + i]!)) / most(own);
    }),
  );
}

const ACTIVATIONS = ["relu", "tanh"] as const;

describe.each(ACTIVATIONS)("gradients with %s", (activation) => {
  it.each<Omit<Case, "activation">>([
    { side: 28, layers: 3, units: 16 },
    { side: 32, layers: 3, units: 16 },
    { side: 15, layers: 3, units: 16 },
    { side: 28, layers: 2, units: 16 },
    { side: 27, layers: 1, units: 16 },
    { side: 28, layers: 3, units: 4 },
    { side: 28, layers: 3, units: 8 },
    { side: 29, layers: 3, units: 20 },
    { side: 21, layers: 2, units: 33 },
    { side: 9, layers: 2, units: 5, classes: 3 },
    { side: 3, layers: 1, units: 16, classes: 2 },
    { side: 28, layers: 3, units: 16, classes: 100 },
    { side: 28, layers: 3, units: 16, l2reg: 0.01 },
    { side: 28, layers: 3, units: 16, dropout: 0.3 },
    { side: 28, layers: 3, units: 20, dropout: 0.6, l2reg: 0.01 },
    { side: 28, layers: 3, units: 16, count: 1 },
    { side: 28, layers: 3, units: 16, count: 512 },
  ])("follow the twin: %o", async (settings) => {
    const { loss, gradient } = await compare({ activation, ...settings });
    expect(loss).toBeLessThan(1e-6);
    expect(gradient).toBeLessThan(3e-6);
  });
});
