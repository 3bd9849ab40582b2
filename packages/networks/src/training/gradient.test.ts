import { RandomStream } from "@weightcast/core";
import type { Layout } from "@weightcast/zoo";
import { describe, expect, it } from "vitest";
import { MIXED, NORMALISED } from "../../test/architectures.js";
import { memoryOf, randomSamples, twinSamples } from "../../test/samples.js";
import { lossAndGradient } from "../../test/twin/network.js";
import { dropoutMask } from "../../test/twin/random.js";
import type { Activation } from "../activations.js";
import type { Architecture } from "../architecture/architecture.js";
import { planArchitecture } from "../architecture/plan.js";
import { type SmallCnnSizes, smallCnn, smallFcn } from "../architecture/published.js";
import { instantiateTrainerKernel } from "../kernels/trainer-kernel.js";
import { NetworkTrainer } from "./network-trainer.js";

interface Case {
  readonly architecture: Architecture;
  readonly activation: Activation;
  readonly dropout?: number;
  readonly l2reg?: number;
  readonly count?: number;
}

/** How far the kernel is from its twin: of the gradient, the greatest max|difference| / max|gradient| of any tensor. */
async function compare({ architecture, activation, ...settings }: Case) {
  const { dropout = 0, l2reg = 0, count = 7 } = settings;
  const { layers, layout } = planArchitecture(architecture);
  const activated = layers.filter(({ spec }) => "activated" in spec && spec.activated);
  const samples = randomSamples(architecture, count, 1);
  const memory = await memoryOf(architecture, samples);
  const kernel = await instantiateTrainerKernel(memory.memory);
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
  for (const { role, start, end } of layout.tensors) {
    if (role === "bias") for (let i = start; i < end; i++) weights[i] = random.uniform() - 0.5;
  }
  trainer.setWeights(weights);
  const order = random.permutation(count);
  const loss = trainer.trainBatch(order);
  const gradient = new Float32Array(
    memory.memory.buffer,
    kernel.gradientOf(memory.firstTrainer),
    layout.parameters,
  );
  const twin = lossAndGradient(architecture, weights, twinSamples(architecture, samples, Array.from(order)), {
    activation,
    l2reg,
    training: true,
    ...(dropout > 0 && {
      mask: (position, layer) =>
        dropoutMask(
          dropout,
          { seed, network, step: 0, position },
          { layer, layers: activated.length, shape: activated[layer]!.output },
        ),
    }),
  });
  return { loss: Math.abs(loss - twin.loss), gradient: worst(layout, gradient, twin.gradient) };
}

const most = (values: Float64Array) => values.reduce((max, value) => Math.max(max, Math.abs(value)), 0);

/** Where a tensor has no gradient, as a bias before batch normalisation, differences are relative to the whole one. */
function worst({ tensors }: Layout, actual: Float32Array, expected: Float64Array): number {
  return Math.max(
    ...tensors.map(({ role, start, end }) => {
      if (role.startsWith("moving")) return most(Float64Array.from(actual.subarray(start, end)));
      const own = expected.subarray(start, end);
      return (
        most(own.map((value, i) => value - actual[start + i]!)) /
        (most(own) > 1e-12 ? most(own) : most(expected))
      );
    }),
  );
}

const ACTIVATIONS = ["relu", "tanh", "sigmoid", "selu"] as const;

describe.each(ACTIVATIONS)("gradients with %s", (activation) => {
  it.each<[SmallCnnSizes, Omit<Case, "activation" | "architecture">]>([
    [{ side: 28 }, {}],
    [{ side: 32 }, {}],
    [{ side: 15 }, {}],
    [{ side: 28, layers: 2 }, {}],
    [{ side: 27, layers: 1 }, {}],
    [{ side: 28, units: 4 }, {}],
    [{ side: 28, units: 8 }, {}],
    [{ side: 29, units: 20 }, {}],
    [{ side: 21, layers: 2, units: 33 }, {}],
    [{ side: 9, layers: 2, units: 5, classes: 3 }, {}],
    [{ side: 3, layers: 1, classes: 2 }, {}],
    [{ side: 28, classes: 100 }, {}],
    [{ side: 28 }, { l2reg: 0.01 }],
    [{ side: 28 }, { dropout: 0.3 }],
    [
      { side: 28, units: 20 },
      { dropout: 0.6, l2reg: 0.01 },
    ],
    [{ side: 28 }, { count: 1 }],
    [{ side: 28 }, { count: 512 }],
    [{ side: 15, channels: 3 }, {}],
    [{ side: 15, channels: 2 }, { dropout: 0.3 }],
    [{ side: 12, layers: 2, stride: 1 }, {}],
    [{ side: 20, layers: 2, stride: 3 }, {}],
    [{ side: 21, layers: 2, stride: 4 }, {}],
  ])("of the small cnn of %o follow the twin: %o", async (sizes, settings) => {
    const { loss, gradient } = await compare({ architecture: smallCnn(sizes), activation, ...settings });
    expect(loss).toBeLessThan(1e-6);
    expect(gradient).toBeLessThan(3e-6);
  });

  it.each<[string, Architecture, Omit<Case, "activation" | "architecture">]>([
    ["two dense layers", smallFcn({ side: 8, layers: 1 }), { l2reg: 0.01 }],
    ["dense layers of odd widths", smallFcn({ side: 5, channels: 3, layers: 3, units: 7 }), { dropout: 0.3 }],
    ...Object.entries(MIXED).map(([name, architecture]): [string, Architecture, object] => [
      name,
      architecture,
      { dropout: 0.2 },
    ]),
    ...Object.entries(NORMALISED).map(([name, architecture]): [string, Architecture, object] => [
      name,
      architecture,
      { dropout: 0.2, count: 9 },
    ]),
  ])("of %s follow the twin", async (_, architecture, settings) => {
    const { loss, gradient } = await compare({ architecture, activation, ...settings });
    expect(loss).toBeLessThan(1e-6);
    expect(gradient).toBeLessThan(3e-6);
  });
});
