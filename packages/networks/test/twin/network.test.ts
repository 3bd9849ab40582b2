import { RandomStream } from "@weightcast/core";
import { expect, it } from "vitest";
import { createArchitecture } from "../../src/architecture.js";
import { randomSamples, twinSamples } from "../samples.js";
import { lossAndGradient } from "./network.js";
import { dropoutMask } from "./random.js";

it.each(["relu", "tanh"] as const)("the twin's gradient is that of its loss, with %s", (activation) => {
  const architecture = createArchitecture({ side: 11, layers: 2, units: 3, classes: 4 });
  const { parameters } = architecture.layout;
  const random = new RandomStream(1, "twin");
  const weights = Float64Array.from({ length: parameters }, () => random.uniform() - 0.5);
  const samples = twinSamples(architecture, randomSamples(architecture, 3, 2), [2, 0, 1]);
  const settings = {
    activation,
    l2reg: 0.02,
    mask: (position: number, layer: number) =>
      dropoutMask(
        0.3,
        { seed: 1, network: 2, step: 3, position },
        { layer, layers: 2, pixels: architecture.outputSides[layer]! ** 2, units: 3 },
      ),
  };
  const { gradient, kink } = lossAndGradient(architecture, weights, samples, settings);
  const step = 1e-6;
  expect(kink).toBeGreaterThan(100 * step);
  for (let i = 0; i < parameters; i++) {
    const lossAt = (change: number) => {
      const changed = weights.slice();
      changed[i]! += change;
      return lossAndGradient(architecture, changed, samples, settings).loss;
    };
    expect(gradient[i]).toBeCloseTo((lossAt(step) - lossAt(-step)) / (2 * step), 7);
  }
});
