import type { ImageShape } from "@weightcast/networks";

/** Adam's usual settings, except for the learning rate. */
const RATE = 0.05;
const FIRST_DECAY = 0.9;
const SECOND_DECAY = 0.999;
const SMALL = 1e-8;

/**
 * Images that are optimised by Adam. The parameters are inverse hyperbolic tangents of the pixels, so that
 * pixels stay within [-1, 1].
 */
export class DescentOfImages {
  private readonly parameters: Float64Array;
  private readonly firstMoments: Float64Array;
  private readonly secondMoments: Float64Array;
  /** The shifted images that the last call returned. */
  private readonly pixels: Float32Array;
  /** For each value of the shifted images, the index of the parameter that it comes from. */
  private readonly places: Int32Array;
  private steps = 0;

  /**
   * @param start the initial images, which may have any values: [images, height, width, channels]
   * @param variation the weight of the total variation in the loss, which makes the images smooth
   */
  constructor(
    start: Float32Array,
    private readonly shape: ImageShape,
    private readonly variation: number,
  ) {
    this.parameters = Float64Array.from(start);
    this.firstMoments = new Float64Array(start.length);
    this.secondMoments = new Float64Array(start.length);
    this.pixels = new Float32Array(start.length);
    this.places = new Int32Array(start.length);
  }

  /**
   * Returns the images, all shifted by the same distance; pixels that leave at one side enter at the other.
   *
   * @returns [images, height, width, channels] in [-1, 1], overwritten by the next call
   */
  shiftedImages(down: number, right: number): Float32Array {
    const { pixels, places, parameters } = this;
    const { height, width, channels } = this.shape;
    for (let i = 0; i < pixels.length; i++) {
      const channel = i % channels;
      const column = Math.floor(i / channels) % width;
      const line = Math.floor(i / (channels * width));
      const row = line % height;
      const fromRow = (((row - down) % height) + height) % height;
      const fromColumn = (((column - right) % width) + width) % width;
      const place = ((line - row + fromRow) * width + fromColumn) * channels + channel;
      places[i] = place;
      pixels[i] = Math.tanh(parameters[place]!);
    }
    return pixels;
  }

  /**
   * Goes one step down the sum of a loss and the total variation.
   *
   * @param gradients of the loss by the images that `shiftedImages` gave last, times `1 / scale`; overwritten
   */
  descend(gradients: Float64Array, scale: number): void {
    for (let i = 0; i < gradients.length; i++) gradients[i]! *= scale;
    this.addVariation(gradients);
    this.steps++;
    const { parameters, firstMoments, secondMoments, pixels, places } = this;
    const rate = RATE / (1 - FIRST_DECAY ** this.steps);
    const correction = 1 / (1 - SECOND_DECAY ** this.steps);
    for (let i = 0; i < gradients.length; i++) {
      const place = places[i]!;
      const gradient = gradients[i]! * (1 - pixels[i]! * pixels[i]!);
      const first = FIRST_DECAY * firstMoments[place]! + (1 - FIRST_DECAY) * gradient;
      const second = SECOND_DECAY * secondMoments[place]! + (1 - SECOND_DECAY) * gradient * gradient;
      firstMoments[place] = first;
      secondMoments[place] = second;
      parameters[place]! -= (rate * first) / (Math.sqrt(second * correction) + SMALL);
    }
  }

  /** Adds the gradient of the mean absolute difference of neighbouring pixels, down and to the right. */
  private addVariation(gradients: Float64Array): void {
    const { pixels, variation } = this;
    const { height, width, channels } = this.shape;
    const line = width * channels;
    const images = pixels.length / (height * line);
    const down = variation / (images * Math.max(1, height - 1) * line);
    const right = variation / (images * height * Math.max(1, width - 1) * channels);
    for (let i = 0; i < pixels.length; i++) {
      const isLastRow = Math.floor(i / line) % height === height - 1;
      if (!isLastRow) pull(i, i + line, down);
      const isLastColumn = Math.floor(i / channels) % width === width - 1;
      if (!isLastColumn) pull(i, i + channels, right);
    }

    function pull(a: number, b: number, weight: number): void {
      const step = weight * Math.sign(pixels[b]! - pixels[a]!);
      gradients[b]! += step;
      gradients[a]! -= step;
    }
  }
}
