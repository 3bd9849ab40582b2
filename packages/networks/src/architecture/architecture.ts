import type { LayerSpec } from "../layers/registry.js";

/**
 * The properties that all networks of a zoo share: plain data, which can be stored as JSON and posted to a
 * worker. The activation function is each network's own; layers only say whether it follows them.
 */
export interface Architecture {
  readonly input: ImageShape;
  /**
   * The layers, from the image to the logits. The last layer, which gives the logits, is dense and not
   * activated.
   */
  readonly layers: readonly LayerSpec[];
}

/** The shape of the images that a network takes. */
export interface ImageShape {
  readonly height: number;
  readonly width: number;
  /** The number of channels: 1 for grey images, 3 for colour. */
  readonly channels: number;
}
