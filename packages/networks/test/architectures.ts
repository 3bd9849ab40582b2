import type { Architecture, Conv2dLayer, LayerSpec } from "../src/index.js";

const convolution = (
  filters: number,
  size: [number, number],
  stride: number,
  activated = true,
): Conv2dLayer => ({
  kind: "conv2d",
  filters,
  kernelSize: size,
  stride,
  activated,
});
const logits = (classes: number): LayerSpec => ({ kind: "dense", units: classes, activated: false });

/** Architectures that are not the zoo's, of layers that can be trained. */
export const MIXED: Readonly<Record<string, Architecture>> = {
  "convolutions of other sizes on oblong images": {
    input: { height: 13, width: 17, channels: 1 },
    layers: [
      convolution(6, [5, 3], 1),
      convolution(18, [2, 4], 3),
      convolution(5, [1, 1], 2),
      { kind: "globalMean" },
      logits(4),
    ],
  },
  "a flattened convolution, then dense layers": {
    input: { height: 9, width: 7, channels: 3 },
    layers: [
      convolution(5, [3, 3], 2),
      { kind: "flatten" },
      { kind: "dense", units: 19, activated: true },
      logits(3),
    ],
  },
  "convolutions that are not activated": {
    input: { height: 9, width: 9, channels: 1 },
    layers: [
      convolution(17, [3, 3], 1, false),
      convolution(3, [3, 3], 2, false),
      { kind: "globalMean" },
      logits(3),
    ],
  },
  "a dense layer that is not activated": {
    input: { height: 4, width: 4, channels: 1 },
    layers: [{ kind: "flatten" }, { kind: "dense", units: 3, activated: false }, logits(2)],
  },
};

/** Architectures with batch normalisation. */
export const NORMALISED: Readonly<Record<string, Architecture>> = {
  "batch normalisation after activations, as in the zoo's cnnbn": {
    input: { height: 11, width: 11, channels: 1 },
    layers: [
      convolution(16, [3, 3], 2),
      { kind: "batchNorm", epsilon: 1e-3, activated: false },
      convolution(5, [3, 3], 2),
      { kind: "batchNorm", epsilon: 1e-3, activated: false },
      { kind: "globalMean" },
      logits(3),
    ],
  },
  "batch normalisation before activations": {
    input: { height: 6, width: 6, channels: 2 },
    layers: [
      convolution(7, [3, 3], 1, false),
      { kind: "batchNorm", epsilon: 1e-2, activated: true },
      { kind: "flatten" },
      { kind: "dense", units: 6, activated: false },
      { kind: "batchNorm", epsilon: 1e-3, activated: true },
      logits(4),
    ],
  },
};
