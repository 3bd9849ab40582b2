import { describe, expect, it } from "vitest";
import { memoryOf, randomSamples } from "../../test/samples.js";
import { initialKernel } from "../../test/twin/initializers.js";
import { streamKey, TwinStream } from "../../test/twin/random.js";
import type { Architecture } from "../architecture/architecture.js";
import { layoutOf } from "../architecture/plan.js";
import { smallCnn } from "../architecture/published.js";
import { instantiateTrainerKernel } from "../kernels/trainer-kernel.js";
import { INITIALIZERS, type Initializer } from "./hyperparameters.js";
import { NetworkTrainer } from "./network-trainer.js";

const SEED = -7;
const NETWORK = 4_000_000_000;

async function start(architecture: Architecture, wInit: Initializer, count = 8, subset = count) {
  const memory = await memoryOf(architecture, randomSamples(architecture, count, 1));
  const kernel = await instantiateTrainerKernel(memory.memory);
  const trainer = new NetworkTrainer(memory, kernel, 0);
  trainer.start({
    hyperparameters: {
      optimizer: "sgd",
      activation: "relu",
      learningRate: 0.01,
      wInit,
      initStd: 0.3,
      l2reg: 0,
      dropout: 0,
    },
    seed: SEED,
    network: NETWORK,
    training: { first: 0, count, subset },
    batchSize: 1,
  });
  const list = (address: number) => Array.from(new Uint32Array(memory.memory.buffer, address, subset));
  return {
    trainer,
    subset: () => list(kernel.subsetOf(memory.firstTrainer)),
    order: () => list(kernel.orderOf(memory.firstTrainer)),
  };
}

describe.each(INITIALIZERS)("%s", (wInit) => {
  it.each([{ side: 28 }, { side: 9, layers: 2, units: 5, classes: 3 }])(
    "draws what its twin draws: %o",
    async (options) => {
      const architecture = smallCnn(options);
      const weights = (await start(architecture, wInit)).trainer.weights();
      for (const [index, { tensors }] of layoutOf(architecture).layers.entries()) {
        const [bias, kernel] = tensors;
        expect(weights.subarray(bias!.start, bias!.end).every((value) => value === 0)).toBe(true);
        const stream = new TwinStream(streamKey(SEED, NETWORK, "weights", index));
        const expected = initialKernel(stream, wInit, 0.3, kernel!.shape);
        for (const [i, value] of expected.entries()) expect(weights[kernel!.start + i]).toBeCloseTo(value, 6);
      }
    },
  );
});

describe("the kernels of a wide network", () => {
  const architecture = smallCnn({ side: 7, layers: 2, units: 64 });
  const tensor = layoutOf(architecture).layers[1]!.tensors[1]!;
  const size = tensor.end - tensor.start;
  const draw = async (wInit: Initializer) =>
    (await start(architecture, wInit)).trainer.weights().subarray(tensor.start, tensor.end);
  const moments = (values: Float32Array) => {
    const mean = values.reduce((sum, value) => sum + value, 0) / size;
    return { mean, deviation: Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / size) };
  };
  // 36,864 draws: a mean is within 0.03 deviations and a deviation within 2 % with all but certainty.
  it.each<[Initializer, number, number]>([
    ["RandomNormal", 0.3, Number.POSITIVE_INFINITY],
    ["TruncatedNormal", 0.3 * 0.87962566, 0.6],
    ["glorot_normal", Math.sqrt(2 / (576 + 576)), 2 * (Math.sqrt(2 / (576 + 576)) / 0.87962566)],
    ["he_normal", Math.sqrt(2 / 576), 2 * (Math.sqrt(2 / 576) / 0.87962566)],
  ])("of %s have mean 0, deviation %d and no value beyond %d", async (wInit, expected, bound) => {
    const values = await draw(wInit);
    const { mean, deviation } = moments(values);
    expect(Math.abs(mean)).toBeLessThan(0.03 * expected);
    expect(Math.abs(deviation / expected - 1)).toBeLessThan(0.02);
    const most = values.reduce((max, value) => Math.max(max, Math.abs(value)), 0);
    expect(most).toBeLessThanOrEqual(bound * (1 + 1e-6));
    if (Number.isFinite(bound)) expect(most).toBeGreaterThan(0.99 * bound);
    else expect(most).toBeGreaterThan(3 * deviation);
  });

  it("of orthogonal have orthonormal columns", async () => {
    const values = await draw("orthogonal");
    for (let a = 0; a < 64; a++) {
      for (let b = 0; b <= a; b++) {
        let dot = 0;
        for (let row = 0; row < 576; row++) dot += values[row * 64 + a]! * values[row * 64 + b]!;
        expect(Math.abs(dot - (a === b ? 1 : 0))).toBeLessThan(1e-6);
      }
    }
  });
});

describe("samples", () => {
  const architecture = smallCnn({ side: 3, layers: 1, units: 1 });

  it("come in an order of their own in each epoch, as the twin shuffles them", async () => {
    const { trainer, order } = await start(architecture, "he_normal", 100);
    for (let epoch = 0; epoch < 3; epoch++) {
      for (const progress of trainer.trainEpoch()) expect(progress.batchesOfEpoch).toBe(100);
      const stream = new TwinStream(streamKey(SEED, NETWORK, "order", epoch));
      expect(order()).toEqual(stream.permutation(0, 100));
    }
  });

  it("of a subset are drawn as the twin draws them, and only they are trained on", async () => {
    const { trainer, subset, order } = await start(architecture, "he_normal", 100, 30);
    const expected = new TwinStream(streamKey(SEED, NETWORK, "subset", 0)).permutation(0, 100).slice(0, 30);
    expect(subset()).toEqual(expected);
    for (const progress of trainer.trainEpoch()) expect(progress.batchesOfEpoch).toBe(30);
    expect(order()).toEqual(new TwinStream(streamKey(SEED, NETWORK, "order", 0)).shuffle(expected));
  });
});
