import { readFileSync } from "node:fs";
import { matrix } from "@weightcast/core";
import { describe, expect, it } from "vitest";
import {
  type Activation,
  type Architecture,
  layoutOf,
  openForward,
  openImageGradients,
} from "../src/index.js";
import { relativeDifference } from "./random-networks.js";

interface Case {
  readonly architecture: Architecture;
  readonly activation: Activation;
  readonly sizes: readonly [weights: number, images: number, logits: number, gradients: number];
}

const file = (name: string) => readFileSync(new URL(`golden/${name}`, import.meta.url));
const cases = JSON.parse(file("answers.json").toString()) as Case[];
const values = new Float32Array(new Uint8Array(file("answers.f32")).buffer);
let start = 0;
const goldens = cases.map(({ architecture, activation, sizes }) => {
  const [weights, images, logits, gradients] = sizes.map((size) => {
    start += size;
    return values.subarray(start - size, start);
  }) as [Float32Array, Float32Array, Float32Array, Float32Array];
  const kinds = architecture.layers.map(({ kind }) => kind).join(", ");
  return { architecture, activation, kinds, weights, images, logits, gradients };
});

describe.each(goldens)("networks of $kinds with $activation", (golden) => {
  const { architecture, activation, images, logits, gradients } = golden;
  const weights = matrix(golden.weights, 1, golden.weights.length);

  it("answer as in Keras", async () => {
    expect(layoutOf(architecture).parameters).toBe(weights.columns);
    const forward = await openForward(architecture, images, { threads: 1 });
    const answers = await forward.ask(weights, activation);
    expect(relativeDifference(answers.logits, Float64Array.from(logits))).toBeLessThan(2e-6);
    await forward.close();
  });

  it("have Keras' gradients by images", async () => {
    const opened = await openImageGradients(architecture, { images: 3, networks: 1, threads: 1 });
    const loss = { labels: [0, 1, 2] };
    const computed = await opened.compute({ pixels: images, weights, activations: activation, loss });
    expect(relativeDifference(computed.gradients, Float64Array.from(gradients))).toBeLessThan(5e-6);
    await opened.close();
  });
});
