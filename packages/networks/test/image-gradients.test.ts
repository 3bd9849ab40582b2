import { CancelledError, matrix, UsageError } from "@weightcast/core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  type Activation,
  type Architecture,
  type ImageGradients,
  type ImageGradientsRequest,
  openImageGradients,
  smallCnn,
  smallFcn,
} from "../src/index.js";
import { MIXED, NORMALISED } from "./architectures.js";
import { concatenate, randomNetworks, relativeDifference, twinsOf } from "./random-networks.js";
import type { TwinResult } from "./twin/network.js";

const ARCHITECTURES: Readonly<Record<string, Architecture>> = {
  "the zoo's cnn": smallCnn({ side: 28 }),
  "a wider one of colour images": smallCnn({ side: 17, channels: 3, units: 33, classes: 18 }),
  "a stride of three": smallCnn({ side: 23, layers: 2, stride: 3 }),
  "the zoo's fcn": smallFcn({ side: 9 }),
  ...MIXED,
  ...NORMALISED,
};

/** The sum over networks of the gradients of those losses that are not below the floor. */
function sumAbove(twins: readonly TwinResult[], floor: number): Float64Array {
  const sum = new Float64Array(twins[0]!.imageGradients.length);
  const values = sum.length / twins[0]!.losses.length;
  for (const { imageGradients, losses } of twins) {
    for (const [i, value] of imageGradients.entries()) {
      if (losses[Math.floor(i / values)]! >= floor) sum[i]! += value;
    }
  }
  return sum;
}

describe.each(Object.entries(ARCHITECTURES))("gradients by images, of %s", (_, architecture) => {
  it.each([1, 2, 5])("are the twin's, by %d images", async (images) => {
    const networks = randomNetworks(architecture, 4, images);
    const twins = twinsOf(architecture, networks);
    const opened = await openImageGradients(architecture, { images, networks: 4, threads: 1 });
    const { gradients, losses } = await opened.compute({ ...networks, loss: { labels: networks.labels } });
    expect(relativeDifference(losses!, concatenate(twins.map((twin) => twin.losses)))).toBeLessThan(3e-6);
    expect(relativeDifference(gradients, sumAbove(twins, 0))).toBeLessThan(5e-6);
    await opened.close();
  });
});

describe("gradients by images", () => {
  const architecture = smallCnn({ side: 15 });
  const networks = randomNetworks(architecture, 6, 9);
  const twins = twinsOf(architecture, networks);
  const request: ImageGradientsRequest = { ...networks, loss: { labels: networks.labels } };
  let opened: ImageGradients;

  beforeAll(async () => {
    opened = await openImageGradients(architecture, { images: 9, networks: 10, threads: 1 });
  });
  afterAll(() => opened.close());

  it("are the same bits for any number of threads, call after call", async () => {
    const expected = await opened.compute(request);
    for (const threads of [2, 3, 8]) {
      const several = await openImageGradients(architecture, { images: 9, networks: 6, threads });
      expect(await several.compute(request)).toEqual(expected);
      expect(await several.compute(request)).toEqual(expected);
      await several.close();
    }
  });

  it("come from losses that are not below the floor alone", async () => {
    const sorted = concatenate(twins.map((twin) => twin.losses)).sort();
    const floor = (sorted[20]! + sorted[21]!) / 2;
    const { gradients, losses } = await opened.compute({
      ...request,
      loss: { labels: networks.labels, floor },
    });
    expect(losses!.filter((loss) => loss < floor)).toHaveLength(21);
    expect(relativeDifference(gradients, sumAbove(twins, floor))).toBeLessThan(5e-6);
    const none = await opened.compute({ ...request, loss: { labels: networks.labels, floor: 1e9 } });
    expect(none.gradients.every((value) => value === 0)).toBe(true);
  });

  it("are those of a loss that is given by its gradient by the logits", async () => {
    const logitGradients = Float32Array.from(
      twins.flatMap(({ logits }) =>
        Array.from(networks.labels).flatMap((label, image) => {
          const own = logits.subarray(10 * image, 10 * image + 10);
          const total = own.reduce((sum, logit) => sum + Math.exp(logit), 0);
          return Array.from(own, (logit, c) => Math.exp(logit) / total - (c === label ? 1 : 0));
        }),
      ),
    );
    const { gradients, losses } = await opened.compute({ ...request, loss: { logitGradients } });
    expect(losses).toBeUndefined();
    expect(relativeDifference(gradients, sumAbove(twins, 0))).toBeLessThan(5e-6);
  });

  it("of weights that are not finite are NaN", async () => {
    const { columns } = networks.weights;
    const weights = matrix(new Float32Array(columns).fill(Number.NaN), 1, columns);
    const { gradients, losses } = await opened.compute({ ...request, weights, activations: "tanh" });
    expect(losses!.every(Number.isNaN)).toBe(true);
    expect(Number.isNaN(gradients[0])).toBe(true);
  });

  it("end with a CancelledError once the signal is aborted, and can be computed anew then", async () => {
    const signal = AbortSignal.abort("enough");
    await expect(opened.compute({ ...request, signal })).rejects.toThrow(CancelledError);
    expect((await opened.compute(request)).gradients).toHaveLength(9 * 225);
  });

  it("are refused while others are computed, and after the end", async () => {
    const closed = await openImageGradients(architecture, { images: 9, networks: 6, threads: 2 });
    const first = closed.compute(request);
    await expect(closed.compute(request)).rejects.toThrow(UsageError);
    await first;
    await closed.close();
    await expect(closed.compute(request)).rejects.toThrow(UsageError);
  });

  const { weights, labels, pixels } = networks;
  it.each<[string, Partial<ImageGradientsRequest>, new (message: string) => Error, string]>([
    [
      "weights of another architecture",
      { weights: matrix(weights.data, 6, 3) },
      RangeError,
      `networks of this architecture have ${weights.columns} weights, not 3`,
    ],
    [
      "no networks",
      { weights: matrix(weights.data, 0, weights.columns) },
      RangeError,
      "1 to 10 networks, not 0",
    ],
    [
      "too many networks",
      { weights: matrix(new Float32Array(11 * weights.columns), 11, weights.columns) },
      RangeError,
      "1 to 10 networks, not 11",
    ],
    ["too few pixels", { pixels: pixels.subarray(1) }, RangeError, "there are 2025 pixel values, not 2024"],
    ["an unknown activation", { activations: "rleu" as Activation }, UsageError, "unknown activation 'rleu'"],
    [
      "too few activations",
      { activations: ["relu"] },
      RangeError,
      "6 networks have 6 activation functions, not 1",
    ],
    ["too few labels", { loss: { labels: labels.subarray(1) } }, RangeError, "there are 9 labels, not 8"],
    [
      "a label that is no class",
      { loss: { labels: [0, 1, 2, 10, 4, 5, 6, 7, 8] } },
      RangeError,
      "label 10 of image 3 is out of range (0 to 9)",
    ],
    ["a floor that is NaN", { loss: { labels, floor: Number.NaN } }, UsageError, "not NaN"],
    [
      "too few gradients by logits",
      { loss: { logitGradients: new Float32Array(3) } },
      RangeError,
      "there are 540 gradients by logits, not 3",
    ],
  ])("are refused for %s", async (_, changed, type, message) => {
    const computing = opened.compute({ ...request, ...changed });
    await expect(computing).rejects.toThrow(type);
    await expect(computing).rejects.toThrow(message);
  });

  it.each([{ images: 0 }, { networks: 1.5 }])("cannot be opened for %o", async (changed) => {
    await expect(openImageGradients(architecture, { images: 1, networks: 1, ...changed })).rejects.toThrow(
      UsageError,
    );
  });
});
