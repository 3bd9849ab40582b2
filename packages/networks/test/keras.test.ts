import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { type Activation, layoutOf, type Optimizer, openTrainer, smallCnn } from "../src/index.js";
import { memoryOf } from "./samples.js";

interface Run {
  readonly optimizer: Optimizer;
  readonly activation: Activation;
  readonly learningRate: number;
  readonly l2reg: number;
  /** How far rounding alone carries a weight of a run that amplifies it. */
  readonly rounding?: number;
}

const SAMPLES = 256;
const BATCH = 8;
const STEPS = 200;
const architecture = smallCnn({ side: 28 });
const runs = JSON.parse(readFileSync(new URL("golden/runs.json", import.meta.url), "utf8")) as Run[];
const initial = floats("initial");
const weights = floats("weights");
const losses = floats("losses");

function floats(name: string): Float32Array {
  return new Float32Array(
    new Uint8Array(readFileSync(new URL(`golden/${name}.f32`, import.meta.url))).buffer,
  );
}

/** The formula of make_golden.py. */
function madeUpSamples(): { pixels: Uint8Array; labels: Uint8Array } {
  const pixels = new Uint8Array(SAMPLES * 784);
  for (let i = 0; i < pixels.length; i++) {
    const label = Math.floor(i / 784) % 10;
    const r = Math.floor((i % 784) / 28);
    const c = i % 28;
    let hash = Math.imul(i, 0x9e3779b1);
    hash = Math.imul(hash ^ (hash >>> 15), 0x85ebca77);
    const noise = (hash ^ (hash >>> 13)) & 63;
    pixels[i] = ((r * (label + 1) + c * (10 - label)) % 16) * 12 + noise;
  }
  return { pixels, labels: Uint8Array.from({ length: SAMPLES }, (_, n) => n % 10) };
}

function greatestDifference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  return Array.from(a, (value, i) => Math.abs(value - b[i]!)).reduce(
    (most, value) => Math.max(most, value),
    0,
  );
}

describe("200 steps from the same weights on the same batches end where Keras does", () => {
  it.each(runs.map((run, index) => ({ ...run, index })))("$optimizer, $activation", async (run) => {
    const { optimizer, activation, learningRate, l2reg, rounding = 0, index } = run;
    const trainer = await openTrainer(await memoryOf(architecture, madeUpSamples()), 0);
    trainer.start({
      hyperparameters: {
        optimizer,
        activation,
        learningRate,
        l2reg,
        dropout: 0,
        wInit: "he_normal",
        initStd: 1,
      },
      seed: 1,
      network: 0,
      training: { first: 0, count: SAMPLES },
      batchSize: BATCH,
    });
    trainer.setWeights(initial);
    const ownLosses = Array.from({ length: STEPS }, (_, step) =>
      trainer.trainBatch(Array.from({ length: BATCH }, (_, i) => (step * 37 + i * 5) % SAMPLES)),
    );
    const { parameters } = layoutOf(architecture);
    const finalWeights = weights.subarray(index * parameters, (index + 1) * parameters);
    expect(greatestDifference(trainer.weights(), finalWeights)).toBeLessThan(Math.max(1e-6, 4 * rounding));
    expect(greatestDifference(ownLosses, losses.subarray(index * STEPS, (index + 1) * STEPS))).toBeLessThan(
      Math.max(2e-6, rounding),
    );
  });
});
