import { UsageError } from "@weightcast/core";
import type { LayerSpec } from "../layers/registry.js";
import type { Architecture } from "./architecture.js";

/** The sizes of a network of the Small CNN Zoo. */
export interface PublishedSizes {
  /** The height and width of the images, in pixels. */
  readonly side: number;
  /** The number of channels of the images; 1 by default. */
  readonly channels?: number | undefined;
  /** The number of convolutions, or of dense layers before the last; 3 by default. */
  readonly layers?: number | undefined;
  /**
   * The number of filters of each convolution, or of outputs of each dense layer but the last; 16 by default.
   * Multiples of 16 are computed most efficiently.
   */
  readonly units?: number | undefined;
  /** The number of logits; 10 by default. */
  readonly classes?: number | undefined;
}

/** The sizes of a CNN of the Small CNN Zoo. */
export interface SmallCnnSizes extends PublishedSizes {
  /** The stride of the convolutions; 2 by default. */
  readonly stride?: number | undefined;
  /** Whether batch normalisation, with Keras' epsilon of 1e-3, follows each activation: the zoo's `cnnbn`. False by default. */
  readonly batchNorm?: boolean | undefined;
}

/**
 * The Small CNN Zoo's `cnn`, or `cnnbn`: `layers` convolutions (3 x 3, no padding), each activated; the mean over the pixels; a dense layer. With 28
 * pixels a side it has 4970 weights. Other sizes than that of the images are checked where the architecture is used.
 *
 * @throws UsageError where the convolutions leave no pixel of the images
 */
export function smallCnn(sizes: SmallCnnSizes): Architecture {
  const { side, channels = 1, layers = 3, units = 16, classes = 10, stride = 2, batchNorm = false } = sizes;
  let leastSide = 1;
  for (let layer = 0; layer < layers; layer++) leastSide = (leastSide - 1) * stride + 3;
  if (side < leastSide) {
    throw new UsageError(
      `${layers} layers leave no pixel of images of ${side} x ${side}: they need at least ${leastSide} x ${leastSide}`,
    );
  }
  const convolution: LayerSpec = {
    kind: "conv2d",
    filters: units,
    kernelSize: [3, 3],
    stride,
    activated: true,
  };
  const normalisation: LayerSpec = { kind: "batchNorm", epsilon: 1e-3, activated: false };
  const block = batchNorm ? [convolution, normalisation] : [convolution];
  const convolutions = Array.from({ length: layers }, () => block).flat();
  return {
    input: { height: side, width: side, channels },
    layers: [...convolutions, { kind: "globalMean" }, { kind: "dense", units: classes, activated: false }],
  };
}

/** The Small CNN Zoo's `fcn`: the pixels side by side; `layers` dense layers, each activated; a dense layer to the logits. */
export function smallFcn(sizes: PublishedSizes): Architecture {
  const { side, channels = 1, layers = 3, units = 16, classes = 10 } = sizes;
  const hidden = Array.from({ length: layers }, (): LayerSpec => ({ kind: "dense", units, activated: true }));
  return {
    input: { height: side, width: side, channels },
    layers: [{ kind: "flatten" }, ...hidden, { kind: "dense", units: classes, activated: false }],
  };
}
