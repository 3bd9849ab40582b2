import { RandomStream } from "@weightcast/core";
import { expect, it } from "vitest";
import { planArchitecture } from "../../src/architecture/plan.js";
import { smallCnn } from "../../src/architecture/published.js";
import { MIXED, NORMALISED } from "../architectures.js";
import { randomSamples, twinSamples } from "../samples.js";
import { lossAndGradient } from "./network.js";
import { dropoutMask } from "./random.js";

it.each(["relu", "tanh", "sigmoid", "selu"] as const)(
  "the twin's gradient is that of its loss, with %s",
  (activation) => {
    const architecture = smallCnn({ side: 11, layers: 2, units: 3, classes: 4 });
    const { layers, layout } = planArchitecture(architecture);
    const { parameters } = layout;
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
          { layer, layers: 2, shape: layers[layer]!.output },
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
  },
);

it.each(Object.entries({ ...MIXED, ...NORMALISED }))(
  "so is its gradient by images, of %s",
  (_, architecture) => {
    const { layout, imageValues, classes } = planArchitecture(architecture);
    const random = new RandomStream(3, "twin");
    const weights = Float64Array.from({ length: layout.parameters }, () => random.uniform());
    const images = Float64Array.from({ length: imageValues }, () => random.uniform() - 0.5);
    const lossOf = (changed: Float64Array) =>
      lossAndGradient(
        architecture,
        weights,
        { images: changed, labels: Uint8Array.of(classes - 1) },
        { activation: "tanh" },
      );
    const { imageGradients } = lossOf(images);
    const step = 1e-5;
    for (let i = 0; i < imageValues; i += 7) {
      const lossAt = (change: number) =>
        lossOf(images.map((value, j) => (j === i ? value + change : value))).loss;
      expect(imageGradients[i]).toBeCloseTo((lossAt(step) - lossAt(-step)) / (2 * step), 8);
    }
  },
);
