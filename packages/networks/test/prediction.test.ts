import { expect, it } from "vitest";
import { openTrainer, smallCnn } from "../src/index.js";
import { memoryOf, randomSamples, twinSamples } from "./samples.js";
import { lossAndGradient } from "./twin/network.js";

const COUNT = 1100;
const architecture = smallCnn({ side: 5, layers: 2, units: 4, classes: 7, stride: 1 });
const samples = randomSamples(architecture, COUNT, 1);

async function startTrainer() {
  const trainer = await openTrainer(await memoryOf(architecture, samples), 0);
  trainer.start({
    hyperparameters: {
      activation: "tanh",
      optimizer: "adam",
      learningRate: 0.01,
      wInit: "he_normal",
      initStd: 1,
      l2reg: 0.1,
      dropout: 0.5,
    },
    seed: 1,
    network: 0,
    training: { first: 0, count: COUNT },
    batchSize: 16,
  });
  return trainer;
}

it("classes are those of the greatest logits, and confidences their probabilities, of any number of samples", async () => {
  const trainer = await startTrainer();
  const [first, count] = [3, 1090];
  const { classes, confidences } = trainer.predict(first, count);
  const seen = twinSamples(
    architecture,
    samples,
    Array.from({ length: count }, (_, i) => first + i),
  );
  const { logits } = lossAndGradient(architecture, trainer.weights(), seen, { activation: "tanh" });
  let right = 0;
  for (let i = 0; i < count; i++) {
    const own = logits.subarray(7 * i, 7 * (i + 1));
    expect(own[classes[i]!]).toBeCloseTo(Math.max(...own), 5);
    const powers = own.map((logit) => Math.exp(logit - Math.max(...own)));
    expect(confidences[i]).toBeCloseTo(1 / powers.reduce((sum, power) => sum + power, 0), 5);
    if (classes[i] === seen.labels[i]) right++;
  }
  expect(trainer.evaluate(first, count).accuracy).toBe(right / count);
});

it("of equal logits the first is the class; confidences of a network that broke down are NaN", async () => {
  const trainer = await startTrainer();
  trainer.setWeights(trainer.weights().fill(0));
  expect(trainer.predict(0, 3)).toEqual({
    classes: new Uint8Array(3),
    confidences: new Float64Array(3).fill(1 / 7),
  });
  trainer.setWeights(trainer.weights().fill(Number.NaN));
  expect(trainer.predict(0, 3).confidences).toEqual(new Float64Array(3).fill(Number.NaN));
});

it("samples that are not in the memory are refused", async () => {
  const trainer = await startTrainer();
  expect(() => trainer.predict(0, COUNT + 1)).toThrow(RangeError);
  expect(() => trainer.predict(-1, 1)).toThrow(RangeError);
});
