import type { LayerSpec } from "../layers/registry.js";

/**
 * What every network of a zoo has in common: plain data, which may be kept as JSON and posted to a worker. The activation function is
 * each network's own; layers only say whether it follows them.
 */
export interface Architecture {
  readonly input: ImageShape;
  /** From the image to the logits, which the last layer, a dense one that is not activated, gives. */
  readonly layers: readonly LayerSpec[];
}

/** The images that a network sees. */
export interface ImageShape {
  readonly height: number;
  readonly width: number;
  /** 1 of grey images, 3 of colour. */
  readonly channels: number;
}
