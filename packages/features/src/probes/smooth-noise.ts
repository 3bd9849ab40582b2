import { RandomStream } from "@weightcast/core";
import type { ImageShape } from "@weightcast/networks";
import { standardDeviation } from "./moments.js";

/** The widths of the smoothing in pixels; successive images use them in turn. */
const WIDTHS = [1, 2, 4] as const;
/** The reach of the smoothing to each side, in widths. */
const REACH = 3;

/**
 * Makes images of smooth noise: every second one is black and white, the others have soft edges. The same
 * seed gives the same images.
 *
 * @returns [count, height, width, channels] in [-1, 1]
 */
export function smoothNoise(count: number, shape: ImageShape, seed: number): Float32Array {
  const random = new RandomStream(seed, "smooth noise");
  const values = shape.height * shape.width * shape.channels;
  const images = new Float32Array(count * values);
  for (let image = 0; image < count; image++) {
    const width = WIDTHS[image % WIDTHS.length] ?? 1;
    const pixels = new Float64Array(values);
    for (let channel = 0; channel < shape.channels; channel++) {
      const plane = smoothPlane(random, shape, width);
      for (const [i, value] of plane.entries()) pixels[i * shape.channels + channel] = value;
    }
    const deviation = standardDeviation(pixels) || 1;
    const squash = (value: number) =>
      image % 2 === 0 ? Math.sign(value) : Math.tanh((2 * value) / deviation);
    images.set(pixels.map(squash), image * values);
  }
  return images;
}

/** Draws normal random numbers and smooths them along both dimensions: [height, width]. */
function smoothPlane(random: RandomStream, { height, width }: ImageShape, deviation: number): Float64Array {
  const reach = REACH * deviation;
  const kernel = Float64Array.from({ length: 2 * reach + 1 }, (_, i) =>
    Math.exp(-((i - reach) ** 2) / (2 * deviation * deviation)),
  );
  const rows = height + 2 * reach;
  const noise = Float64Array.from({ length: rows * (width + 2 * reach) }, () => normal(random));
  const smoothedRows = smoothAndTurn(noise, rows, kernel);
  return smoothAndTurn(smoothedRows, width, kernel);
}

/** Smooths each row of [rows, columns] values where the kernel fits, and transposes: [columns - kernel.length + 1, rows]. */
function smoothAndTurn(values: Float64Array, rows: number, kernel: Float64Array): Float64Array {
  const columns = values.length / rows;
  const left = columns - kernel.length + 1;
  const turned = new Float64Array(left * rows);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < left; column++) {
      let sum = 0;
      for (const [i, weight] of kernel.entries()) sum += weight * (values[row * columns + column + i] ?? 0);
      turned[column * rows + row] = sum;
    }
  }
  return turned;
}

/** Draws from the standard normal distribution (Box and Muller). */
export function normal(random: RandomStream): number {
  const radius = Math.sqrt(-2 * Math.log(1 - random.uniform()));
  return radius * Math.cos(2 * Math.PI * random.uniform());
}
