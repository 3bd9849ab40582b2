import { normalised } from "../network/samples";
import { adjustColours } from "./colours";
import { beginStream, below, mix, next, uniform } from "./random";
import { Trainer } from "./training-state";

/** Pixels of black around an image, out of which a part of its own size is cut. */
const PADDING: u32 = 1;
/** Least value of a pixel, which is black. */
const BLACK: f32 = -1;
const MOST_HUE: f64 = 0.08;
const LEAST_SATURATION: f64 = 0.6;
const MOST_SATURATION: f64 = 1.6;
/** Of pixels from -1 to 1; 0.05 of pixels from 0 to 1. */
const MOST_BRIGHTNESS: f64 = 0.1;
const LEAST_CONTRAST: f64 = 0.7;
const MOST_CONTRAST: f64 = 1.3;

/**
 * Draws how the images of a batch are changed, a function of the key alone: as in the Small CNN Zoo's program, all images of a batch are cut
 * at the same place and have the same changes of hue, saturation (both of images in colour only), brightness and contrast; each image is
 * mirrored or not by itself.
 */
export function drawAugmentation(network: Trainer, key: u64): void {
  beginStream(key);
  network.cropRow = below(2 * PADDING + 1);
  network.cropColumn = below(2 * PADDING + 1);
  network.hue = between(-MOST_HUE, MOST_HUE);
  network.saturation = between(LEAST_SATURATION, MOST_SATURATION);
  network.brightness = between(-MOST_BRIGHTNESS, MOST_BRIGHTNESS);
  network.contrast = between(LEAST_CONTRAST, MOST_CONTRAST);
  network.mirrorKey = next();
}

function between(low: f64, high: f64): f64 {
  return low + (high - low) * uniform();
}

/**
 * Changes the pair of samples `a` and `b`, at `position` and the one after it in the batch. From now on the passes see the two as samples 0
 * and 1, until `showSamples`.
 */
export function augmentPair(network: Trainer, a: usize, b: usize, position: usize): void {
  showSamples(network);
  const bytes = imageBytes(network);
  augmentImage(network, normalised(network, a), network.augmented, position);
  augmentImage(network, normalised(network, b), network.augmented + bytes, position + 1);
  network.images = network.augmented;
  network.floats = true;
}

/** Lets the passes see the samples as they are. */
export function showSamples(network: Trainer): void {
  network.images = network.samples;
  network.floats = network.sampleFloats;
}

function imageBytes(network: Trainer): usize {
  return (network.imageHeight * network.imageWidth * network.imageChannels) << 2;
}

function augmentImage(network: Trainer, image: usize, out: usize, position: usize): void {
  crop(network, image, out);
  if (mix(network.mirrorKey ^ position) >> 63) mirror(network, out);
  if (network.imageChannels === 3) {
    adjustColours(out, network.imageHeight * network.imageWidth, network.hue, network.saturation);
  }
  adjustLight(network, out);
}

/** Cuts an image out of itself within black. */
function crop(network: Trainer, image: usize, out: usize): void {
  const height = <isize>network.imageHeight;
  const width = <isize>network.imageWidth;
  const pixel = network.imageChannels << 2;
  const firstRow = <isize>network.cropRow - PADDING;
  const firstColumn = <isize>network.cropColumn - PADDING;
  let to = out;
  for (let y: isize = 0; y < height; y++) {
    const row = y + firstRow;
    for (let x: isize = 0; x < width; x++, to += pixel) {
      const column = x + firstColumn;
      if (row < 0 || row >= height || column < 0 || column >= width) blacken(to, pixel);
      else memory.copy(to, image + <usize>(row * width + column) * pixel, pixel);
    }
  }
}

function blacken(pixel: usize, bytes: usize): void {
  for (let p = pixel; p !== pixel + bytes; p += 4) store<f32>(p, BLACK);
}

function mirror(network: Trainer, image: usize): void {
  const channels = network.imageChannels;
  const rowBytes = (network.imageWidth * channels) << 2;
  for (let y: usize = 0; y < network.imageHeight; y++) {
    let left = image + y * rowBytes;
    let right = left + rowBytes - (channels << 2);
    while (left < right) {
      for (let c: usize = 0; c < channels << 2; c += 4) {
        const kept = load<f32>(left + c);
        store<f32>(left + c, load<f32>(right + c));
        store<f32>(right + c, kept);
      }
      left += channels << 2;
      right -= channels << 2;
    }
  }
}

/** Adds the brightness, then multiplies the distance of each value from its channel's mean by the contrast. */
function adjustLight(network: Trainer, image: usize): void {
  const pixels = network.imageHeight * network.imageWidth;
  const step = network.imageChannels << 2;
  for (let c: usize = 0; c < step; c += 4) {
    const first = image + c;
    const end = first + pixels * step;
    let sum = 0.0;
    for (let p = first; p !== end; p += step) sum += <f64>load<f32>(p);
    const mean = sum / <f64>pixels;
    const offset = mean + network.brightness - mean * network.contrast;
    for (let p = first; p !== end; p += step) {
      store<f32>(p, <f32>(<f64>load<f32>(p) * network.contrast + offset));
    }
  }
}
