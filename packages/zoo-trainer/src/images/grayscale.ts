import type { ImageDataSet, ImageSet } from "./images.js";

/** The pixel value that networks see for each byte: -1 + 2 * (x / 255), with every step rounded to f32. */
const SEEN = Float32Array.from({ length: 256 }, (_, byte) => -1 + Math.fround(2 * Math.fround(byte / 255)));

/**
 * A data set with the channels of each pixel averaged, after bytes became -1 to 1, as the Small CNN Zoo's colour data sets were made
 * grey: pixels f32. Grey images stay as they are.
 */
export function toGrayscale(images: ImageDataSet): ImageDataSet {
  if (images.train.channels === 1) return images;
  return { ...images, train: greySet(images.train), test: greySet(images.test) };
}

function greySet(set: ImageSet): ImageSet {
  const { pixels: source, channels } = set;
  const pixels = new Float32Array(source.length / channels);
  for (let i = 0; i < pixels.length; i++) {
    let sum = 0;
    for (let channel = 0; channel < channels; channel++) {
      const value = source[i * channels + channel]!;
      sum = Math.fround(sum + (source instanceof Uint8Array ? SEEN[value]! : value));
    }
    pixels[i] = sum / channels;
  }
  return { ...set, channels: 1, pixels };
}
